import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkDatabase } from './check-database.js';
import { checkKey } from './check-key.js';
import { Connection } from './connection.js';
import { storeError } from './failure.js';
import { rekeyedCopy } from './files.js';
import { type Migration, migrate } from './migrate.js';
import { MIGRATIONS } from './schema.js';

export interface OpenOptions {
  readonly key?: string | undefined;
  /** How long to wait for another process that writes, ms. */
  readonly busyMs?: number;
  /** Other than our own only in tests of upgrades. */
  readonly migrations?: readonly Migration[];
}

/** A purge or a deletion of a large database may take this long, ms. */
const BUSY_MS = 10_000;

/**
 * Opens the database, makes it where there is none, and brings its schema up to date. File and folder are made for this
 * user alone. Every commit is on disk when it returns (WAL, synchronous=FULL), and what is deleted is overwritten.
 * @throws CallwardenError CW_STORE_*
 */
export function openDatabase(file: string, options: OpenOptions = {}): Connection {
  const { key, busyMs = BUSY_MS, migrations = MIGRATIONS } = options;
  let db: Connection | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite would make it readable for all, and gives its journal the rights of the database.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    // SQLite would say so at the first alert. The folder holds its journal.
    for (const path of [file, dirname(file)]) accessSync(path, constants.W_OK);
    checkKey(file, key);
    db = new Connection(file, { key, busyMs });
    checkDatabase(db, file);
    // Left where a change of keys was killed; it may be plain.
    rmSync(rekeyedCopy(file), { force: true });
    db.all('PRAGMA journal_mode = WAL');
    for (const setting of [
      'synchronous = FULL',
      'secure_delete = ON',
      'foreign_keys = ON',
      'trusted_schema = OFF',
    ]) {
      db.all(`PRAGMA ${setting}`);
    }
    migrate(db, file, migrations);
    return db;
  } catch (thrown) {
    db?.close();
    throw storeError(thrown, file);
  }
}

import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { CallwardenError } from '../../errors.js';
import { Connection } from './connection.js';
import { storeError } from './failure.js';
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
    closeSync(openSync(file, 'a', 0o600));
    refuseUnfit(file, key);
    db = new Connection(file, { key, busyMs });
    read(db, file, key);
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

/** The first touch: a wrong key shows here, damage in the check that follows. */
function read(db: Connection, file: string, key: string | undefined): void {
  try {
    db.count('SELECT count(*) FROM sqlite_schema');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code !== 'SQLITE_NOTADB' || key === undefined) throw thrown;
    throw new CallwardenError(
      'CW_STORE_KEY_WRONG',
      `The key does not open ${file}: give the one it was made with.`,
    );
  }
  const [found] = db.all('PRAGMA quick_check(1)');
  const verdict = Object.values(found ?? {})[0];
  if (verdict !== 'ok') {
    throw new CallwardenError(
      'CW_STORE_BROKEN',
      `${file} is damaged (${String(verdict).replaceAll('\n', ' ')}): put a copy in its place, or move it away to begin anew.`,
    );
  }
}

/** Tells a missing key, a key too many and a file that is no database apart before SQLite calls them all the same. */
function refuseUnfit(file: string, key: string | undefined): void {
  const kind = kindOf(file);
  if (kind === 'plain' && key !== undefined) {
    throw new CallwardenError(
      'CW_STORE_PLAIN',
      `A key is set but ${file} is not encrypted: \`callwarden data encrypt\` encrypts it.`,
    );
  }
  if (kind === 'encrypted' && key === undefined) {
    throw new CallwardenError(
      'CW_STORE_KEY_MISSING',
      `${file} is encrypted: set \`store.keyFile\` or CALLWARDEN_STORE_KEY.`,
    );
  }
  if (kind === 'foreign') {
    throw new CallwardenError(
      'CW_STORE_BROKEN',
      `${file} is not a database of Callwarden, or its beginning is damaged: move it away, or set \`store.file\`.`,
    );
  }
}

/**
 * What the first bytes say. The cipher leaves bytes 16 to 23 of the file readable, where SQLite writes the constants
 * 64, 32, 32 (https://sqlite.org/fileformat2.html#the_database_header).
 */
export function kindOf(file: string): 'empty' | 'plain' | 'encrypted' | 'foreign' {
  const head = Buffer.alloc(24);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, head, 0, head.length, 0);
    if (length === 0) return 'empty';
    if (length < head.length || head[21] !== 64 || head[22] !== 32 || head[23] !== 32) return 'foreign';
    return head.toString('latin1', 0, 16) === 'SQLite format 3\0' ? 'plain' : 'encrypted';
  } finally {
    closeSync(descriptor);
  }
}

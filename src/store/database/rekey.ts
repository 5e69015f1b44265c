import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkDatabase } from './check-database.js';
import { checkKey } from './check-key.js';
import { Connection } from './connection.js';
import { withStoreErrors } from './failure.js';
import { rekeyedCopy } from './files.js';

const BUSY_MS = 1000;

/**
 * Puts a copy with another key in the place of a database; whoever has that open must have closed it. Killed at any
 * moment the database is there, with the one key or the other. Never in place: an interrupted change of keys that is
 * then opened with the new key destroys the file.
 * @param key the key it has now; undefined for a plain one
 * @throws CallwardenError CW_STORE_*, CW_STORE_BUSY where another process has it open
 */
export function rekeyDatabase(file: string, key: string | undefined, newKey: string): void {
  const copy = rekeyedCopy(file);
  checkKey(file, key);
  const db = new Connection(file, { key, busyMs: BUSY_MS });
  try {
    checkDatabase(db, file);
    keepOthersOut(db);
    withStoreErrors(file, () => {
      rmSync(copy, { force: true });
      writeFileSync(copy, '', { mode: 0o600 });
    });
    db.run('VACUUM INTO ?', [copy]);
    changeKey(copy, key, newKey);
    withStoreErrors(file, () => {
      sync(copy);
      renameSync(copy, file);
      sync(dirname(file));
    });
  } finally {
    rmSync(copy, { force: true });
    db.close();
  }
}

/** Until this connection is closed. It fails where another process has the database open, and empties the journal. */
function keepOthersOut(db: Connection): void {
  db.all('PRAGMA journal_mode = DELETE');
  db.all('PRAGMA locking_mode = EXCLUSIVE');
  db.exec('BEGIN EXCLUSIVE; COMMIT');
}

function changeKey(copy: string, key: string | undefined, newKey: string): void {
  const db = new Connection(copy, { key, busyMs: BUSY_MS });
  try {
    db.all(`PRAGMA rekey = '${newKey.replaceAll("'", "''")}'`);
  } finally {
    db.close();
  }
  checkKey(copy, newKey);
  const changed = new Connection(copy, { key: newKey, busyMs: BUSY_MS });
  try {
    checkDatabase(changed, copy);
  } finally {
    changed.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

import { closeSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { CallwardenError } from '../../errors.js';
import { Connection } from './connection.js';
import { sqliteCode, withStoreErrors } from './failure.js';

/** Bytes 16 to 23 of the file stay readable under the cipher (https://sqlite.org/fileformat2.html#the_database_header). */
const READABLE = { from: 16, constants: 21, to: 24 } as const;

/** The first page says what a file is; it has the size that SQLite takes by default. */
const PAGE = 4096;

/**
 * Finds out whether the key fits before SQLite may open the file: a database whose process was killed has a write-ahead log,
 * and SQLite, given a wrong key, would close it by writing that log over the database and destroy both. Not to be
 * asked while this process has the database open: closing any descriptor of a file drops SQLite's POSIX locks on it.
 * @throws CallwardenError CW_STORE_KEY_WRONG, CW_STORE_KEY_MISSING, CW_STORE_PLAIN, CW_STORE_BROKEN
 */
export function checkKey(file: string, key: string | undefined): void {
  const page = firstPage(file);
  const kind = kindOf(page);
  if (kind === 'foreign') {
    throw new CallwardenError(
      'CW_STORE_BROKEN',
      `${file} is not a database of Callwarden, or its beginning is damaged: move it away, or set \`store.file\`.`,
    );
  }
  if (kind === 'plain' && key !== undefined) {
    throw new CallwardenError(
      'CW_STORE_PLAIN',
      `A key is set but ${file} is not encrypted: \`callwarden data encrypt\` encrypts it.`,
    );
  }
  if (kind !== 'encrypted') return;
  if (key === undefined) {
    throw new CallwardenError(
      'CW_STORE_KEY_MISSING',
      `${file} is encrypted: set \`store.keyFile\` or CALLWARDEN_STORE_KEY.`,
    );
  }
  if (!fits(key, page, `${file}.page`)) {
    throw new CallwardenError(
      'CW_STORE_KEY_WRONG',
      `The key does not open ${file}: give the one it was made with.`,
    );
  }
}

export function isEncrypted(file: string): boolean {
  return kindOf(firstPage(file)) === 'encrypted';
}

function kindOf(page: Buffer): 'empty' | 'plain' | 'encrypted' | 'foreign' {
  if (page.length === 0) return 'empty';
  // Fractions of the page that SQLite fixes at 64, 32 and 32.
  const constants = page.subarray(READABLE.constants, READABLE.to);
  if (!constants.equals(Buffer.from([64, 32, 32]))) return 'foreign';
  return page.toString('latin1', 0, READABLE.from) === 'SQLite format 3\0' ? 'plain' : 'encrypted';
}

/** Opens a copy of the first page alone. @param trial where the copy is put for a moment */
function fits(key: string, page: Buffer, trial: string): boolean {
  withStoreErrors(trial, () => writeFileSync(trial, page, { mode: 0o600 }));
  const db = new Connection(trial, { key, busyMs: 0 });
  try {
    db.count('SELECT count(*) FROM sqlite_schema');
    return true;
  } catch (thrown) {
    // With the right key it is a database that lacks all its other pages: SQLITE_CORRUPT.
    return sqliteCode(thrown) !== 'SQLITE_NOTADB';
  } finally {
    db.close();
    for (const path of [trial, `${trial}-wal`, `${trial}-shm`]) rmSync(path, { force: true });
  }
}

function firstPage(file: string): Buffer {
  const { size } = statSync(file);
  const page = Buffer.alloc(Math.min(PAGE, size));
  const descriptor = openSync(file, 'r');
  try {
    return page.subarray(0, readSync(descriptor, page, 0, page.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

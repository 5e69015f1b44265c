import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CallwardenError } from '../../errors.js';
import type { Connection } from './connection.js';
import { sqliteCode } from './failure.js';

/** Bytes of the database header; SQLite takes a shorter file for an empty one. */
const HEADER = 100;

/**
 * The first touch: a wrong key shows here, damage in the check that follows.
 * @throws CallwardenError CW_STORE_KEY_WRONG, CW_STORE_KEY_MISSING, CW_STORE_PLAIN, CW_STORE_BROKEN
 */
export function checkDatabase(db: Connection, file: string, key: string | undefined): void {
  const { size } = statSync(file);
  if (size > 0 && size < HEADER) throw foreign(file);
  try {
    db.count('SELECT count(*) FROM sqlite_schema');
  } catch (thrown) {
    throw sqliteCode(thrown) === 'SQLITE_NOTADB' ? unreadable(file, key) : thrown;
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

/** Tells apart what SQLite calls by one name: a missing key, a wrong key, a key too many, a file that is no database. */
function unreadable(file: string, key: string | undefined): CallwardenError {
  const kind = kindOf(file);
  if (kind === 'foreign') return foreign(file);
  if (kind === 'plain') {
    return new CallwardenError(
      'CW_STORE_PLAIN',
      `A key is set but ${file} is not encrypted: \`callwarden data encrypt\` encrypts it.`,
    );
  }
  return key === undefined
    ? new CallwardenError(
        'CW_STORE_KEY_MISSING',
        `${file} is encrypted: set \`store.keyFile\` or CALLWARDEN_STORE_KEY.`,
      )
    : new CallwardenError(
        'CW_STORE_KEY_WRONG',
        `The key does not open ${file}: give the one it was made with.`,
      );
}

function foreign(file: string): CallwardenError {
  return new CallwardenError(
    'CW_STORE_BROKEN',
    `${file} is not a database of Callwarden, or its beginning is damaged: move it away, or set \`store.file\`.`,
  );
}

/**
 * What the first bytes say. The cipher leaves bytes 16 to 23 of the file readable, where SQLite writes the constants
 * 64, 32, 32 (https://sqlite.org/fileformat2.html#the_database_header). Not to be asked while this process has the
 * database open: closing any descriptor of a file drops the POSIX locks that SQLite holds on it.
 */
export function kindOf(file: string): 'plain' | 'encrypted' | 'foreign' {
  const head = Buffer.alloc(24);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, head, 0, head.length, 0);
    if (length < head.length || head[21] !== 64 || head[22] !== 32 || head[23] !== 32) return 'foreign';
    return head.toString('latin1', 0, 16) === 'SQLite format 3\0' ? 'plain' : 'encrypted';
  } finally {
    closeSync(descriptor);
  }
}

import { CallwardenError, type ErrorCode } from '../../errors.js';

/** Does `work` and turns what it throws into a CallwardenError CW_STORE_*. @param file the database */
export function withStoreErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw storeError(thrown, file);
  }
}

/** What libsql or the file system threw, as a sentence that helps. @param file the database */
export function storeError(thrown: unknown, file: string): CallwardenError {
  if (thrown instanceof CallwardenError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const [ours, message] = sentence(code, reason, file);
  return new CallwardenError(ours, message, { cause: thrown });
}

function sentence(code: string, reason: string, file: string): [ErrorCode, string] {
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'SQLITE_IOERR_SHMSIZE') {
    return ['CW_STORE_FULL', `The disk of ${file} is full: free some room.`];
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return ['CW_STORE_BUSY', `Another process holds ${file}: try again when it has finished.`];
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return [
      'CW_STORE_BROKEN',
      `${file} is damaged (${reason}): put a copy in its place, or move it away to begin anew.`,
    ];
  }
  if (
    /^SQLITE_(READONLY|CANTOPEN|PERM)|^E(ACCES|PERM|ROFS|NOTDIR|ISDIR|NOENT|EXIST)$/.test(code) ||
    isUnopened(reason)
  ) {
    return [
      'CW_STORE_UNWRITABLE',
      `${file} cannot be written to (${code || 'it cannot be opened'}): give this user the right to, or set \`store.file\` or CALLWARDEN_DATA.`,
    ];
  }
  return ['CW_STORE_FAILED', `${file} cannot be read or written: ${reason} (${code || 'no code'}).`];
}

/** libsql gives no code when the file cannot be opened; 14 is SQLITE_CANTOPEN. */
function isUnopened(reason: string): boolean {
  return /Unable to open connection.*\b14\b/.test(reason);
}

/** SQLite's own code behind an error of ours, e.g. `SQLITE_NOTADB`; empty where there is none. */
export function sqliteCode(thrown: unknown): string {
  const cause = thrown instanceof CallwardenError ? thrown.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

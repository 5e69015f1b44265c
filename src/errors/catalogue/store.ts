import type { ErrorEntry } from '../error-entry.js';

/** Of what is remembered on disk. */
export const storeErrors = {
  CW_STORE_MISSING: {
    exit: 66,
    what: 'There is no database yet: it is made when `callwarden serve` first runs; check `store.file` and CALLWARDEN_DATA.',
  },
  CW_STORE_KEY_MISSING: {
    exit: 66,
    what: 'The database is encrypted and there is no key, or the key file cannot be read: set `store.keyFile` or CALLWARDEN_STORE_KEY.',
  },
  CW_STORE_KEY_WEAK: {
    exit: 78,
    what: 'The key of the database is too short: make one with `openssl rand -hex 32`.',
  },
  CW_STORE_KEY_WRONG: {
    exit: 77,
    what: 'The key does not open the database: give the key it was made with.',
  },
  CW_STORE_PLAIN: {
    exit: 78,
    what: 'A key is set or to be changed, but the database is not encrypted: `callwarden data encrypt` encrypts it.',
  },
  CW_STORE_BROKEN: {
    exit: 65,
    what: 'The database is damaged or is not one of ours: put a copy in its place, or move it away to begin anew.',
  },
  CW_STORE_NEWER: {
    exit: 78,
    what: 'The database was written by a newer Callwarden: use that version, or the copy made before the upgrade.',
  },
  CW_STORE_UNWRITABLE: {
    exit: 73,
    what: 'The database or its folder cannot be written to: give this user the right to, or set `store.file` or CALLWARDEN_DATA.',
  },
  CW_STORE_FULL: {
    exit: 74,
    what: 'The disk of the database is full: free some room; what is owed is written as soon as there is.',
  },
  CW_STORE_BUSY: {
    exit: 75,
    what: 'Another process holds the database: try again when it has finished.',
  },
  CW_STORE_FAILED: {
    exit: 74,
    what: 'The database cannot be read or written: the message has the reason; check the disk it is on.',
  },
  CW_STORE_CALL_UNKNOWN: {
    exit: 66,
    what: 'No such call is remembered: it may have been deleted, or be older than `store.keepDays` allows.',
  },
  CW_STORE_CURSOR: {
    exit: 64,
    what: 'The cursor is not one that a page of the history gave: begin again without it.',
  },
  CW_STORE_NOT_AUDITED: {
    exit: 74,
    what: 'Nobody sees a call without an entry in the audit log, and none can be written: check the disk of the database; live alerts go on.',
  },
  CW_STORE_AUDIT_BROKEN: {
    exit: 65,
    what: 'The audit log was changed after it was written: the message names the first entry that does not hold.',
  },
} as const satisfies Record<string, ErrorEntry>;

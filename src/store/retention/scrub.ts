import { asCallwardenError, CallwardenError } from '../../errors.js';
import type { Connection } from '../database/connection.js';

/** How long until what is owed is tried again, ms: readers hold on, and disks are full, for minutes. */
const RETRY_MS = 60_000;

/** Calls are heard in this thread: another process is not waited for longer than this, ms. */
const BUSY_MS = 1000;

/**
 * Makes what was deleted gone from the files: `secure_delete` has overwritten the rows, but moving rows between pages
 * left old copies in their gaps, and the journal holds pages as they were. So the database is written anew and the
 * journal cut to nothing. Takes about 6 ms of CPU a megabyte, and needs free disk as large as the database. What cannot
 * be done now is owed, told once, and tried again until it is done.
 */
export class Scrubber {
  #owed: CallwardenError | null = null;
  /** Not twice for one deletion: while somebody reads, each time adds a whole database to the journal. */
  #written = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Connection,
    private readonly onFailure: (error: CallwardenError) => void,
  ) {}

  /** Why pieces of what was deleted may still lie in the files, without naming one; null when none do. */
  get owed(): CallwardenError | null {
    return this.#owed;
  }

  /** Never throws: the rows are gone already, whatever comes of this. */
  scrub(): void {
    this.#written = false;
    this.#try();
  }

  /** Tries no more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #try(): void {
    clearTimeout(this.#timer);
    try {
      this.db.impatiently(BUSY_MS, () => this.#clean());
      this.#owed = null;
    } catch (thrown) {
      const { code } = asCallwardenError(thrown);
      const told = this.#owed?.code === code;
      this.#owed = new CallwardenError(
        code,
        'What was deleted may still lie in the files of the database, which another process reads or whose disk is full: it is tried again every minute while the service runs, and by `callwarden data purge`.',
        { cause: thrown },
      );
      if (!told) this.onFailure(this.#owed);
      this.#timer = setTimeout(() => this.#try(), RETRY_MS).unref();
    }
  }

  #clean(): void {
    if (!this.#written) this.db.exec('VACUUM');
    this.#written = true;
    // It does not throw when somebody reads the journal but says so in its first column.
    if (this.db.count('PRAGMA wal_checkpoint(TRUNCATE)') > 0) {
      throw new CallwardenError('CW_STORE_BUSY', 'Another process reads the journal of the database.');
    }
  }
}

import type { CallwardenError } from '../../errors.js';
import type { Connection } from '../database/connection.js';
import { sqliteCode, storeError } from '../database/failure.js';
import { PendingWrites, type Write } from './pending-writes.js';
import type { Statement } from './rows.js';

export interface JournalHealth {
  /** Rows that wait to be written. */
  readonly pending: number;
  /** Rows given up because the disk took nothing for too long; never an alert. */
  readonly dropped: number;
  /** Why nothing can be written now; null when all is well. */
  readonly failure: CallwardenError | null;
}

/** Words may wait this long, so that a talkative call costs one commit a second, ms. */
const FLUSH_MS = 1000;

/** Calls are heard in this thread: another process that writes is not waited for longer than this, ms. */
const BUSY_MS = 250;

/** Rows that may wait while the disk takes nothing. */
const MOST_PENDING = 20_000;

/** Writes rows in the order they come, many in one commit: within a second, or with `flush` at once. */
export class RowWriter {
  readonly #pending = new PendingWrites(MOST_PENDING);
  #failure: CallwardenError | null = null;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param file of the database, for messages
   * @param onFailure writing failed: what is owed is kept and tried again with every later write; called once until it works again
   */
  constructor(
    private readonly db: Connection,
    private readonly file: string,
    private readonly onFailure: (error: CallwardenError) => void,
  ) {}

  /** @param how `owed` is never dropped; a row with the same `key` takes the place of the waiting one */
  write({ sql, parameters }: Statement, how: { readonly owed?: boolean; readonly key?: string } = {}): void {
    this.#pending.add({ sql, parameters, owed: how.owed ?? false }, how.key);
    this.#flushLater();
  }

  health(): JournalHealth {
    return { pending: this.#pending.size, dropped: this.#pending.dropped, failure: this.#failure };
  }

  /** Writes what waits. Never throws: see `onFailure` and `health`. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const written = this.#try(() =>
      this.db.impatiently(BUSY_MS, () =>
        this.db.transaction(() => {
          for (const write of this.#pending.all()) this.#put(write);
        }),
      ),
    );
    if (written) this.#pending.clear();
    else this.#flushLater();
  }

  /** Writes what is owed. Idempotent. */
  close(): void {
    this.flush();
    clearTimeout(this.#timer);
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** A row that the schema refuses would be refused for ever: it must not hold back those behind it. */
  #put({ sql, parameters }: Write): void {
    try {
      this.db.run(sql, parameters);
    } catch (thrown) {
      if (!sqliteCode(thrown).startsWith('SQLITE_CONSTRAINT')) throw thrown;
      this.#pending.refused();
      this.onFailure(storeError(thrown, this.file));
    }
  }

  #try(work: () => void): boolean {
    try {
      work();
      this.#failure = null;
      return true;
    } catch (thrown) {
      const error = storeError(thrown, this.file);
      if (this.#failure?.code !== error.code) this.onFailure(error);
      this.#failure = error;
      return false;
    }
  }
}

import type { StoreConfig } from '../../config/store.js';
import type { CallwardenError } from '../../errors.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Who } from '../audit/entry.js';
import type { Connection } from '../database/connection.js';
import { removeCopies } from '../database/files.js';
import { deleteExpired, type PurgeResult } from './purge.js';
import { Scrubber } from './scrub.js';

/**
 * Takes calls out of the store for good: their rows, the copies that were made before upgrades, and what is left of them
 * in the files; and writes down who did. What fails throws CallwardenError CW_STORE_*, and no call is removed.
 */
export class Removal {
  readonly #scrubber: Scrubber;

  /** @param onFailure what was deleted is not gone from the files: see `Scrubber` */
  constructor(
    private readonly db: Connection,
    private readonly file: string,
    private readonly audit: AuditLog,
    onFailure: (error: CallwardenError) => void,
  ) {
    this.#scrubber = new Scrubber(db, onFailure);
  }

  /** Why pieces of what was deleted may still lie in the files; null when they do not. */
  get owed(): CallwardenError | null {
    return this.#scrubber.owed;
  }

  /** @returns whether there was such a call */
  one(id: string, who: Who): boolean {
    const removed = this.db.transaction(() => {
      if (!this.#remove(id)) return false;
      this.audit.record(who, { action: 'deleted', callId: id });
      removeCopies(this.file);
      return true;
    });
    if (removed) this.#scrubber.scrub();
    return removed;
  }

  /** All calls of a number. Where there is none, copies may still have some. */
  allOfNumber(ids: readonly string[], who: Who): void {
    this.db.transaction(() => {
      for (const id of ids) {
        this.#remove(id);
        this.audit.record(who, { action: 'deleted', callId: id, detail: 'all calls of a number' });
      }
      removeCopies(this.file);
    });
    if (ids.length > 0) this.#scrubber.scrub();
  }

  /** What is older than `keepDays` allows. @param now wall clock, ms */
  expired(config: Pick<StoreConfig, 'keepDays'>, now: number, who: Who): PurgeResult {
    const copies = removeCopies(this.file, now);
    const result = this.db.transaction(() => {
      const removed = { ...deleteExpired(this.db, config, now), copies };
      this.audit.record(who, { action: 'purged', detail: JSON.stringify(removed) });
      return removed;
    });
    this.#scrubber.scrub();
    return result;
  }

  /** Tries no more to do what is owed. Idempotent. */
  close(): void {
    this.#scrubber.close();
  }

  #remove(id: string): boolean {
    return this.db.run('DELETE FROM calls WHERE id = ?', [id]) > 0;
  }
}

import type { Connection } from '../database/connection.js';

/** Calls whose new id is remembered. */
const MOST_RENAMED = 1000;

/** Which id a call has in the store: lines count their calls anew after every start, and the store keeps earlier ones. */
export class StoredIds {
  readonly #renamed = new Map<string, string>();

  constructor(private readonly db: Pick<Connection, 'count'>) {}

  /** Id in the store of a call that was heard in this run; any other id is its own. */
  of(callId: string): string {
    return this.#renamed.get(callId) ?? callId;
  }

  /** The id under which a call that begins is written: its own, or with the time added where that was used before. */
  take(callId: string, startedAt: Date): string {
    const stamped = `${callId}-${startedAt.toISOString().replace(/\D/g, '')}`;
    const stored = this.#isFree(callId) ? callId : stamped;
    if (stored !== callId) this.#rename(callId, stored);
    return stored;
  }

  #isFree(callId: string): boolean {
    try {
      return this.db.count('SELECT count(*) FROM calls WHERE id = ?', [callId]) === 0;
    } catch {
      // It cannot be told; the one with the time is free for sure.
      return false;
    }
  }

  /** Who saw the call live may speak of it for a while after it has ended. */
  #rename(callId: string, storedId: string): void {
    this.#renamed.set(callId, storedId);
    const [oldest] = this.#renamed.keys();
    if (this.#renamed.size > MOST_RENAMED && oldest !== undefined) this.#renamed.delete(oldest);
  }
}

import type { Value } from '../database/connection.js';

export interface Write {
  readonly sql: string;
  readonly parameters: readonly Value[];
  /** Has to be on disk before anything else is done, and is never dropped. */
  readonly owed: boolean;
}

/**
 * What waits to be written, in order. Policy when full: the oldest write that is not owed is dropped and counted; what is
 * owed (a few rows a call) is kept however long the disk is full.
 */
export class PendingWrites {
  #waiting = new Map<string | symbol, Write>();
  #dropped = 0;

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.#waiting.size;
  }

  /** Writes given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @param key a write with the same key takes the place of the waiting one */
  add(write: Write, key: string | symbol = Symbol()): void {
    this.#waiting.set(key, write);
    if (this.#waiting.size <= this.limit) return;
    for (const [oldest, { owed }] of this.#waiting) {
      if (owed) continue;
      this.#waiting.delete(oldest);
      this.#dropped++;
      return;
    }
  }

  /** One of those that wait was refused by the database. */
  refused(): void {
    this.#dropped++;
  }

  /** All that waits, oldest first; it stays until `clear`. */
  all(): Iterable<Write> {
    return this.#waiting.values();
  }

  clear(): void {
    this.#waiting.clear();
  }
}

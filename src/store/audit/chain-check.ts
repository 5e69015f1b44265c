import { text } from '../database/columns.js';
import type { Connection } from '../database/connection.js';
import { CHAIN_START, linkHash } from './entry.js';
import { entryOf } from './read-entry.js';

/** So many entries are followed again by a check that goes on from the last one, at the end and further back. */
const CHECKED_AGAIN = 1000;

export interface AuditCheck {
  readonly intact: boolean;
  readonly entries: number;
  /** Number of the first entry that does not hold; null when all do. */
  readonly firstBroken: number | null;
  /** Hash of the last entry. Kept elsewhere it shows later that nothing was cut off. */
  readonly head: string;
}

/** How far the chain was followed. */
interface Place {
  readonly entries: number;
  readonly head: string;
}

const START: Place = { entries: 0, head: CHAIN_START };

/** Follows the chain of the audit log: whether each entry is bound to the one before by its hash. */
export class ChainCheck {
  /** What the last check found; the chain held up to there if it was intact. */
  #checked: AuditCheck | undefined;
  /** Up to where older entries were followed again. */
  #again: Place = START;

  constructor(private readonly db: Connection) {}

  /** Reads the whole log and follows the chain. */
  verify(): AuditCheck {
    this.#again = START;
    this.#checked = this.#follow(START);
    return this.#checked;
  }

  /**
   * Like `verify` the first time; then goes on from there, follows the newest thousand again and a thousand older ones
   * in turn, so that its cost does not grow with the log. What was found broken stays so until `verify`.
   */
  check(): AuditCheck {
    const before = this.#checked;
    if (before === undefined) return this.verify();
    if (!before.intact) return before;
    this.#checked = this.#goOn(before);
    return this.#checked;
  }

  #goOn(before: AuditCheck): AuditCheck {
    const known = this.#follow(this.#placeAt(before.entries - CHECKED_AGAIN), before.entries);
    // Each hash covers the one before: a chain that ends in the known hash is the one that was checked.
    const same = known.intact && known.entries === before.entries && known.head === before.head;
    if (!same) {
      const firstBroken = known.firstBroken ?? Math.min(known.entries + 1, before.entries);
      return { ...known, intact: false, firstBroken };
    }
    const older = this.#follow(this.#again, this.#again.entries + CHECKED_AGAIN);
    if (!older.intact) return older;
    this.#again = older.entries < before.entries ? older : START;
    return this.#follow(before);
  }

  /** The chain from `from` on, up to entry `last`. */
  #follow(from: Place, last = Number.MAX_SAFE_INTEGER): AuditCheck {
    let { entries, head } = from;
    for (;;) {
      const rows = this.db.all('SELECT * FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1000', [
        entries,
        last,
      ]);
      if (rows.length === 0) return { intact: true, entries, firstBroken: null, head };
      for (const row of rows) {
        const entry = entryOf(row);
        const holds =
          entry.seq === entries + 1 && text(row, 'previous') === head && entry.hash === linkHash(head, entry);
        if (!holds) return { intact: false, entries, firstBroken: entries + 1, head };
        head = entry.hash;
        entries++;
      }
    }
  }

  /** The place behind an entry, as the log has it now. */
  #placeAt(seq: number): Place {
    const row = seq > 0 ? this.db.first('SELECT hash FROM audit WHERE seq = ?', [seq]) : undefined;
    return row ? { entries: seq, head: text(row, 'hash') } : START;
  }
}

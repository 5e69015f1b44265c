import { type RedactedText, redactTurns, type SpokenText } from './redaction.js';

/** A piece of a growing conversation; its text never changes. */
export interface IndexedText extends SpokenText {
  /** Unique in the conversation. */
  readonly index: number;
}

/** How far back new words may still change what is hidden; beyond it a redaction stands. */
const WINDOW_TURNS = 48;
const WINDOW_CHARACTERS = 8_000;

/**
 * Redacts a growing conversation. What is hidden in a recent turn may change while its number goes on in
 * the next ones; each update says which changed. Older turns are settled, so an update costs the same all call long.
 */
export class Redactor {
  #redacted = new Map<number, RedactedText>();

  /**
   * Takes the conversation as it stands, in the order of the call; turns no longer in it are forgotten.
   * @returns indices of the turns whose redacted text is new or differs from before.
   */
  update(turns: readonly IndexedText[]): number[] {
    const from = windowStart(turns);
    // The earlier half of a window that starts inside the call is context only: its own context is cut off.
    const settled = from === 0 ? 0 : Math.floor((from + turns.length) / 2);
    const recent = redactTurns(turns.slice(from));
    const next = new Map<number, RedactedText>();
    const changed: number[] = [];
    for (const [i, turn] of turns.entries()) {
      const before = this.#redacted.get(turn.index);
      // Words committed late for a place before the window are redacted on their own.
      const now = (i < settled ? before : undefined) ?? recent[i - from] ?? redactTurns([turn])[0];
      if (now === undefined) continue;
      next.set(turn.index, now);
      if (before?.text !== now.text) changed.push(turn.index);
    }
    this.#redacted = next;
    return changed;
  }

  /** The turn fit to be shown; undefined when it was not in the last update. */
  get(index: number): RedactedText | undefined {
    return this.#redacted.get(index);
  }
}

function windowStart(turns: readonly IndexedText[]): number {
  let characters = 0;
  let from = turns.length;
  while (from > 0 && turns.length - from < WINDOW_TURNS && characters < WINDOW_CHARACTERS) {
    from -= 1;
    characters += turns[from]?.text.length ?? 0;
  }
  return from;
}

import { type RedactedText, redactTurns, type SpokenText } from './redaction.js';

/** A piece of a growing conversation; its text never changes. */
export interface IdentifiedText extends SpokenText {
  readonly id: number;
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
   * @returns ids of the turns whose redacted text is new or differs from before.
   */
  update(turns: readonly IdentifiedText[]): number[] {
    const from = windowStart(turns);
    // The earlier half of a window that starts inside the call is context only: its own context is cut off.
    const settled = from === 0 ? 0 : Math.floor((from + turns.length) / 2);
    const recent = redactTurns(turns.slice(from));
    const next = new Map<number, RedactedText>();
    const changed: number[] = [];
    for (const [i, { id }] of turns.entries()) {
      const before = this.#redacted.get(id);
      const now = i < settled && before !== undefined ? before : (recent[i - from] ?? before);
      if (now === undefined) continue;
      next.set(id, now);
      if (before?.text !== now.text) changed.push(id);
    }
    this.#redacted = next;
    return changed;
  }

  /** The turn fit to be shown; undefined when it was not in the last update. */
  get(id: number): RedactedText | undefined {
    return this.#redacted.get(id);
  }
}

function windowStart(turns: readonly IdentifiedText[]): number {
  let characters = 0;
  let from = turns.length;
  while (from > 0 && turns.length - from < WINDOW_TURNS && characters < WINDOW_CHARACTERS) {
    from -= 1;
    characters += turns[from]?.text.length ?? 0;
  }
  return from;
}

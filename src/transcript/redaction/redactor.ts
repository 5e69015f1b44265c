import { type RedactedText, redactTurns, type SpokenText } from './redaction.js';

/** A turn that may still grow, known by its id. */
export interface GrowingText extends SpokenText {
  readonly id: string;
}

/** How far back new words may still change what is hidden; beyond it a turn's redaction stands. */
const WINDOW_TURNS = 48;
const WINDOW_WORDS = 1_500;

interface Entry {
  readonly source: string;
  readonly redacted: RedactedText;
}

/**
 * Redacts a growing conversation. The redaction of a recent turn may change while its number goes on in
 * the next ones; each update says which did. Older turns are settled, so an update costs the same all call long.
 */
export class Redactor {
  #entries = new Map<string, Entry>();

  /**
   * Takes the conversation as it stands, in the order of the call; turns no longer in it are forgotten.
   * @returns ids of the turns whose redacted text is new or differs from before.
   */
  update(turns: readonly GrowingText[]): string[] {
    const from = windowStart(turns);
    const recent = redactTurns(turns.slice(from));
    const next = new Map<string, Entry>();
    const changed: string[] = [];
    for (const [i, turn] of turns.entries()) {
      const before = this.#entries.get(turn.id);
      const redacted = this.#redactedAt(
        turn,
        before,
        i < halfOf(from, turns.length) ? undefined : recent[i - from],
      );
      next.set(turn.id, { source: turn.text, redacted });
      if (before?.redacted.text !== redacted.text) changed.push(turn.id);
    }
    this.#entries = next;
    return changed;
  }

  /** The turn fit to be shown; undefined when it was not in the last update. */
  get(id: string): RedactedText | undefined {
    return this.#entries.get(id)?.redacted;
  }

  #redactedAt(turn: GrowingText, before: Entry | undefined, now: RedactedText | undefined): RedactedText {
    if (now !== undefined) return now;
    if (before !== undefined && before.source === turn.text) return before.redacted;
    return redactTurns([turn])[0] ?? { text: '', redactions: [] };
  }
}

/** Only the later half of a window that starts inside the call is rewritten: the earlier half is its context. */
function halfOf(from: number, length: number): number {
  return from === 0 ? 0 : Math.floor((from + length) / 2);
}

function windowStart(turns: readonly GrowingText[]): number {
  let words = 0;
  let from = turns.length;
  while (from > 0 && turns.length - from < WINDOW_TURNS && words < WINDOW_WORDS) {
    from -= 1;
    words += (turns[from]?.text.length ?? 0) / 5;
  }
  return from;
}

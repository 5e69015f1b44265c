/** How many words came out of how much speech. */
export interface SpeechCount {
  readonly words: number;
  /** Speech, whether it gave words or not, in ms. */
  readonly speechMs: number;
}

/** Speech is forgotten in steps of this, ms: a few counts stand for any number of pieces. */
const STEP_MS = 60_000;
const STEPS = 3;

/** Counts the last two to three minutes of speech: a call that is hardly heard any more shows here long before it does in the whole. */
export class RecentSpeech {
  /** Oldest first. */
  #steps: readonly SpeechCount[] = [];

  /** @param speechMs in ms */
  add(words: number, speechMs: number): void {
    const last = this.#steps.at(-1);
    if (last && last.speechMs < STEP_MS) {
      const grown = { words: last.words + words, speechMs: last.speechMs + speechMs };
      this.#steps = [...this.#steps.slice(0, -1), grown];
    } else {
      this.#steps = [...this.#steps, { words, speechMs }].slice(-STEPS);
    }
  }

  get count(): SpeechCount {
    const total = { words: 0, speechMs: 0 };
    for (const { words, speechMs } of this.#steps) {
      total.words += words;
      total.speechMs += speechMs;
    }
    return total;
  }
}

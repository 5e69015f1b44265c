import { RecentSpeech, type SpeechCount } from './recent-speech.js';

/** How many words came out of how much speech, over a call and lately. */
export interface SpeechHeard {
  /** Since the call began. */
  readonly whole: SpeechCount;
  /** In the last two to three minutes of speech. */
  readonly recent: SpeechCount;
}

/** Counts the speech of one party, or of all together. */
export class SpeechTally {
  readonly #recent = new RecentSpeech();
  #words = 0;
  #speechMs = 0;

  /** @param speechMs in ms, whether it gave words or not */
  add(words: number, speechMs: number): void {
    this.#words += words;
    this.#speechMs += speechMs;
    this.#recent.add(words, speechMs);
  }

  get heard(): SpeechHeard {
    return { whole: { words: this.#words, speechMs: this.#speechMs }, recent: this.#recent.count };
  }
}

import { alignEnd } from './word-alignment.js';

/**
 * LocalAgreement-2 (Macháček, Dabre and Bojar 2023, "Turning Whisper into Real-Time Transcription System"):
 * a word is committed once two successive passes over a growing chunk agree on it, and on all before it.
 * Committed words are never taken back. Pure.
 */
export class Agreement {
  private readonly committed: string[] = [];
  private previous: readonly string[] = [];

  /**
   * One more pass over the same chunk, which has grown since.
   * @param words what the engine hears in the whole chunk
   * @param final nothing will be added to the chunk: all that is left is committed
   * @returns the newly committed words and where in `words` they begin
   */
  pass(
    words: readonly string[],
    final: boolean,
  ): { readonly from: number; readonly words: readonly string[] } {
    const from = alignEnd(this.committed, words);
    const fresh = words.slice(from);
    const count = final ? fresh.length : this.agreed(fresh);
    const added = fresh.slice(0, count);
    this.committed.push(...added);
    this.previous = words;
    return { from, words: added };
  }

  /** How many of the fresh words the pass before heard as well, in the same order. */
  private agreed(fresh: readonly string[]): number {
    const before = this.previous.slice(alignEnd(this.committed, this.previous));
    let count = 0;
    while (count < fresh.length && fresh[count] === before[count]) count++;
    return count;
  }
}

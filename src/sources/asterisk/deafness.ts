import type { Frame } from '../../audio/frame.js';
import type { Party } from '../../audio/party.js';

/** Exact silence for this long is suspicious, ms: a line with a person on it has some noise nearly always. */
const FIRST_MS = 10_000;
/** Each time that nothing has changed it may last twice as long, but no longer than this, ms. */
const LONGEST_MS = 300_000;

/**
 * Notices that a tap may have gone deaf. Asterisk (seen with 22.10) leaves out of a snoop every packet whose RTP sequence
 * number is behind the one before, so when the source changes within a call a snoop can be silent for minutes while the
 * party hears all. Pure: the clock is an argument.
 */
export class DeafnessWatch {
  readonly #quiet = new Map<Party, { readonly sinceMs: number; readonly patienceMs: number }>();

  /** @returns whether it is time to put the taps on anew */
  hear({ party, lost, samples }: Frame, nowMs: number): boolean {
    // What did not arrive is no silence that the PBX sent.
    if (lost) return false;
    const quiet = this.#quiet.get(party);
    if (!quiet || samples.some((sample) => sample !== 0)) {
      this.#quiet.set(party, { sinceMs: nowMs, patienceMs: FIRST_MS });
      return false;
    }
    if (nowMs - quiet.sinceMs < quiet.patienceMs) return false;
    this.#quiet.set(party, { sinceMs: nowMs, patienceMs: Math.min(LONGEST_MS, 2 * quiet.patienceMs) });
    return true;
  }
}

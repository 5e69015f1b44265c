import { type Frame, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../audio/frame.js';
import { FrameClock } from '../audio/frame-clock.js';
import type { Party } from '../audio/party.js';
import { Resampler } from '../audio/resampler.js';

/** One party's audio on its way in: samples of any rate, silence and loss become frames of 16 kHz, end to end. */
export class PartyAudio {
  readonly #clock: FrameClock;
  #resampler: Resampler | undefined;

  /** @param startMs where in the call the first sample lies, ms */
  constructor(
    readonly party: Party,
    startMs: number,
  ) {
    this.#clock = new FrameClock(party, { startMs });
  }

  /** Where the next sample lies, ms since the call began. */
  get nowMs(): number {
    return this.#clock.nowMs;
  }

  hear(samples: Int16Array, rateHz: number): Frame[] {
    if (rateHz === SAMPLE_RATE_HZ) return [...this.#settle(), ...this.#clock.push(samples)];
    if (this.#resampler?.fromHz === rateHz) return this.#clock.push(this.#resampler.push(samples));
    const settled = this.#settle();
    this.#resampler = new Resampler(rateHz, SAMPLE_RATE_HZ);
    return [...settled, ...this.#clock.push(this.#resampler.push(samples))];
  }

  /** The party was silent and nothing was sent. */
  pause(ms: number): Frame[] {
    return [...this.#settle(), ...this.#clock.push(new Int16Array(samplesIn(ms)))];
  }

  /** Audio did not arrive: silence, marked so. */
  lose(ms: number): Frame[] {
    return [...this.#settle(), ...this.#clock.lose(samplesIn(ms))];
  }

  /** What is left at the end of the call. */
  end(): Frame[] {
    return [...this.#settle(), ...this.#clock.flush()];
  }

  /** Gives what the resampler holds back, so that what comes next lies exactly behind it. */
  #settle(): Frame[] {
    const held = this.#resampler?.flush();
    return held ? this.#clock.push(held) : [];
  }
}

function samplesIn(ms: number): number {
  return Math.max(0, Math.round(ms * SAMPLES_PER_MS));
}

import { FULL_SCALE } from './level.js';
import { toInt16 } from './pcm.js';
import { type FilterBank, filterBank } from './polyphase.js';

/**
 * Resamples one channel from any whole rate to another, in exact ratio, however the samples are cut into chunks:
 * output k lies at k / toHz of the input's own time, so nothing drifts and nothing is delayed, and the
 * result does not depend on the chunks at all.
 *
 * Response: flat within 0.01 dB up to 0.9 of the lower Nyquist rate (3.6 kHz for 8 kHz telephony), images and aliases
 * at least 70 dB down from 1.1 of it; linear phase. CPU per second of audio, measured on Node 20 on a busy
 * 2 core machine in 20 ms chunks: 0.7 ms from 8 kHz (40 streams take 3 % of a core), 1.7 from 22.05, 3 from 44.1 and 48.
 */
export class Resampler {
  readonly #bank: FilterBank | undefined;
  /** Inputs still needed, in 16-bit scale; the first `taps / 2 - 1` are silence before the beginning. */
  #history: Float64Array;
  #filled: number;
  /** Where in the history the filter of the next output begins. */
  #start = 0;
  #phase = 0;
  #inputs = 0;
  #outputs = 0;

  /**
   * @param fromHz whole number of Hz
   * @param toHz whole number of Hz
   * @throws RangeError when a rate is not a positive whole number
   */
  constructor(
    readonly fromHz: number,
    readonly toHz: number,
  ) {
    for (const rate of [fromHz, toHz]) {
      if (!Number.isSafeInteger(rate) || rate <= 0) throw new RangeError(`No sample rate: ${rate}`);
    }
    this.#bank = fromHz === toHz ? undefined : filterBank(fromHz, toHz);
    this.#filled = this.#bank ? this.#bank.taps / 2 - 1 : 0;
    this.#history = new Float64Array(this.#filled);
  }

  /**
   * Takes the next samples, 16-bit or floats of -1 to 1, and gives the 16-bit ones that are ready.
   * Up to half the filter's length is held back for the next call or `flush`.
   */
  push(samples: Int16Array | Float32Array): Int16Array {
    const scale = samples instanceof Float32Array ? FULL_SCALE : 1;
    if (!this.#bank)
      return scale === 1 ? Int16Array.from(samples) : Int16Array.from(samples, (x) => toInt16(x * scale));
    this.#inputs += samples.length;
    this.#append(samples, scale);
    return this.#run(this.#bank, Number.POSITIVE_INFINITY);
  }

  /** Gives what was held back, as if silence followed, and begins anew. */
  flush(): Int16Array {
    const bank = this.#bank;
    if (!bank) return new Int16Array(0);
    this.#append(new Int16Array(bank.taps / 2), 1);
    const total = Math.ceil((this.#inputs * bank.up) / bank.down);
    const rest = this.#run(bank, total - this.#outputs);
    this.#filled = bank.taps / 2 - 1;
    this.#history.fill(0);
    this.#start = this.#phase = this.#inputs = this.#outputs = 0;
    return rest;
  }

  #append(samples: Int16Array | Float32Array, scale: number): void {
    const needed = this.#filled + samples.length;
    if (needed > this.#history.length) {
      const longer = new Float64Array(needed);
      longer.set(this.#history.subarray(0, this.#filled));
      this.#history = longer;
    }
    this.#history.set(samples, this.#filled);
    if (scale !== 1) {
      for (let i = this.#filled; i < needed; i++) this.#history[i] = (this.#history[i] ?? 0) * scale;
    }
    this.#filled = needed;
  }

  #run({ up, down, taps, coefficients, firsts, lasts }: FilterBank, limit: number): Int16Array {
    const history = this.#history;
    const ready = Math.max(0, Math.ceil(((this.#filled - taps - this.#start + 1) * up - this.#phase) / down));
    const output = new Int16Array(Math.min(ready, limit));
    const whole = Math.floor(down / up);
    const part = down % up;
    let start = this.#start;
    let phase = this.#phase;
    for (let k = 0; k < output.length; k++) {
      const row = phase * taps;
      const last = lasts[phase] ?? taps;
      // Two sums at a time: one alone would wait for its own last addition at every tap.
      let even = 0;
      let odd = 0;
      for (let tap = firsts[phase] ?? 0; tap < last; tap += 2) {
        even += (history[start + tap] ?? 0) * (coefficients[row + tap] ?? 0);
        odd += (history[start + tap + 1] ?? 0) * (coefficients[row + tap + 1] ?? 0);
      }
      output[k] = toInt16(even + odd);
      start += whole;
      phase += part;
      if (phase >= up) {
        phase -= up;
        start++;
      }
    }
    // What lies before the next filter is done with; a long step may lie beyond what has come so far.
    const done = Math.min(start, this.#filled);
    history.copyWithin(0, done, this.#filled);
    this.#filled -= done;
    this.#start = start - done;
    this.#phase = phase;
    this.#outputs += output.length;
    return output;
  }
}

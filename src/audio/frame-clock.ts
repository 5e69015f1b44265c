import { type Frame, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './frame.js';
import type { Party } from './party.js';

/** Normal length of a frame, in ms: one packet of a telephone call. */
export const FRAME_MS = 20;

export interface FrameClockOptions {
  /** Where in the call the first sample lies, in ms (default 0). */
  readonly startMs?: number;
  /** Length of a frame in ms (default 20). */
  readonly frameMs?: number;
}

/**
 * Cuts one party's stream of 16 kHz samples into frames whose times come from counting samples, so they never drift.
 * Frames stay on their grid: one that is partly lost is marked `lost` when less than half of it was heard.
 */
export class FrameClock {
  readonly #originMs: number;
  readonly #frameSamples: number;
  /** Frames are cut out of one allocation a second: a small one for each would keep the collector busy. */
  #slab = new Int16Array(0);
  #frame: Int16Array;
  #filled = 0;
  #lostInFrame = 0;
  #samples = 0;

  constructor(
    readonly party: Party,
    options: FrameClockOptions = {},
  ) {
    this.#originMs = options.startMs ?? 0;
    this.#frameSamples = Math.round((options.frameMs ?? FRAME_MS) * SAMPLES_PER_MS);
    if (!(this.#frameSamples > 0)) throw new RangeError(`No frame length: ${options.frameMs} ms`);
    this.#frame = this.#fresh();
  }

  /** Where the next sample lies, in ms since the call began. */
  get nowMs(): number {
    return this.#originMs + (this.#samples + this.#filled) / SAMPLES_PER_MS;
  }

  /** Takes 16 kHz samples as they come and gives the frames that are full; the samples are copied. */
  push(samples: Int16Array): Frame[] {
    const frames: Frame[] = [];
    for (let taken = 0; taken < samples.length; ) {
      const part = samples.subarray(taken, taken + this.#frameSamples - this.#filled);
      this.#frame.set(part, this.#filled);
      taken += part.length;
      this.#advance(part.length, frames);
    }
    return frames;
  }

  /**
   * Puts silence where audio was lost, so that what follows keeps its time.
   * The frames are made at once: limit a gap from a bad timestamp before it comes here.
   *
   * @param samples how many were lost, at 16 kHz
   */
  lose(samples: number): Frame[] {
    const frames: Frame[] = [];
    for (let left = samples; left > 0; ) {
      const part = Math.min(left, this.#frameSamples - this.#filled);
      this.#lostInFrame += part;
      left -= part;
      this.#advance(part, frames);
    }
    return frames;
  }

  /** The last frame, shorter than the others, or nothing when the last one was full. */
  flush(): Frame[] {
    return this.#filled > 0 ? [this.#finish()] : [];
  }

  #advance(samples: number, frames: Frame[]): void {
    this.#filled += samples;
    if (this.#filled === this.#frameSamples) frames.push(this.#finish());
  }

  #finish(): Frame {
    const frame: Frame = {
      party: this.party,
      startMs: this.#originMs + this.#samples / SAMPLES_PER_MS,
      samples: this.#filled === this.#frameSamples ? this.#frame : this.#frame.slice(0, this.#filled),
      lost: this.#lostInFrame * 2 > this.#filled,
    };
    this.#samples += this.#filled;
    this.#frame = this.#fresh();
    this.#filled = this.#lostInFrame = 0;
    return frame;
  }

  #fresh(): Int16Array {
    const length = this.#frameSamples;
    if (this.#slab.length < length) this.#slab = new Int16Array(Math.max(SAMPLE_RATE_HZ, length));
    const frame = this.#slab.subarray(0, length);
    this.#slab = this.#slab.subarray(length);
    return frame;
  }
}

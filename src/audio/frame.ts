import type { Party } from './party.js';

/** The one sample rate inside the product, in Hz: what Silero and every Whisper model take. */
export const SAMPLE_RATE_HZ = 16_000;

/** Samples in one millisecond. */
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** A short piece of one party's speech path: 16 kHz mono, normally 20 ms (320 samples). */
export interface Frame {
  readonly party: Party;
  /** When the first sample was spoken, in ms since the call began. */
  readonly startMs: number;
  readonly samples: Int16Array;
  /** The audio was lost on the way and these samples are silence, not sound. */
  readonly lost: boolean;
}

/** Length of a frame in ms. */
export function frameDurationMs(frame: Pick<Frame, 'samples'>): number {
  return frame.samples.length / SAMPLES_PER_MS;
}

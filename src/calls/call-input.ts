import type { Frame } from '../audio/frame.js';
import type { PressedKey } from '../sources/call-source.js';
import type { DetectorOptions } from './call-detector.js';

/** One call as the road takes it in. */
export interface CallInput {
  /** Unique among the calls of this process. */
  readonly callId: string;
  /** Frames of all parties in time order. Those of a live call are buffered here, so its line is always read at once. */
  readonly frames: AsyncIterable<Frame>;
  /** Keys that the parties press; ends with the call. */
  readonly keys?: AsyncIterable<PressedKey>;
  readonly startedAt: Date;
  /** Where the call comes from, in words. */
  readonly source: string;
  /**
   * `recorded`: every answer is waited for, so the result does not depend on the machine's speed.
   * `live`: words are never held back by the judge, and an ear that does not answer is told of, and given up when the call ends.
   */
  readonly pace: 'recorded' | 'live';
  readonly signal?: AbortSignal;
  /** See `DetectorOptions.observe`. */
  readonly observe?: NonNullable<DetectorOptions['observe']>;
}

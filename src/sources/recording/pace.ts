import { setTimeout as timer } from 'node:timers/promises';
import { type Frame, frameDurationMs } from '../../audio/frame.js';

/** Where time comes from: a test gives its own. */
export interface PaceClock {
  /** ms since any fixed moment. */
  now(): number;
  /** Waits so many ms; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const monotonicClock: PaceClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => timer(ms, undefined, signal ? { signal } : {}),
};

/**
 * Gives each frame when its last sample would have been spoken, as a live line does, counted from the first frame's start.
 * Each waits for its own time, not for a length after the last one, so nothing adds up; after a delay frames come at once
 * until they are on time again.
 *
 * @param frames in time order
 * @throws the signal's reason, or the clock's AbortError, when it aborts
 */
export async function* paced(
  frames: AsyncIterable<Frame>,
  clock: PaceClock = monotonicClock,
  signal?: AbortSignal,
): AsyncGenerator<Frame> {
  let originMs: number | undefined;
  for await (const frame of frames) {
    signal?.throwIfAborted();
    originMs ??= clock.now() - frame.startMs;
    const waitMs = originMs + frame.startMs + frameDurationMs(frame) - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    yield frame;
  }
}

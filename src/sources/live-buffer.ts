import type { Frame } from '../audio/frame.js';
import { AsyncQueue } from '../flow/async-queue.js';

/** Frames that wait while the road is busy: 15 s of two parties at 20 ms. Beyond it old audio is worth less than new. */
const CAPACITY = 1500;

/**
 * Puts a bounded queue between a live line and the road: the line is always read at once, and when the road falls
 * behind the oldest frames go (policy drop-oldest). The gap they leave is seen by its time.
 */
export async function* liveBuffer(frames: AsyncIterable<Frame>, capacity = CAPACITY): AsyncGenerator<Frame> {
  const queue = new AsyncQueue<Frame>(capacity, 'drop-oldest');
  let left = false;
  const pump = (async () => {
    try {
      for await (const frame of frames) {
        if (left) break; // so that the source hears of it: a call that failed must not keep its tap
        await queue.push(frame);
      }
      queue.end();
    } catch (error) {
      queue.fail(error);
    }
  })();
  try {
    yield* queue;
  } finally {
    left = true;
    await queue.return();
    // Not waited for: a line that goes quiet would keep us until its next frame. The source ends it by its own signal.
    void pump;
  }
}

/** Collections are at least so far apart, ms: each holds the process up for some 20 ms. */
const APART_MS = 10_000;

let collectedAt = Number.NEGATIVE_INFINITY;

/**
 * A call has ended: its audio goes back now. V8 would let 32 MB of it pile up outside its heap first, and what is freed
 * that late is scattered between what lives. Without small-heap.ts nothing is done.
 */
export function collectAfterCall(now = performance.now()): void {
  if (now - collectedAt < APART_MS) return;
  collectedAt = now;
  globalThis.gc?.();
}

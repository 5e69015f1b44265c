import { SAMPLES_PER_MS } from '../audio/frame.js';

/** Silence behind a chunk, ms: the ear finishes the last word better with it (docs/architecture.md has the figures). */
const TAIL_MS = 150;

/**
 * A copy with silence behind it.
 * @param samples 16 kHz mono
 * @param maxChunkMs what the ear takes: there is only as much silence as it has room for
 */
export function withTail(samples: Int16Array, maxChunkMs: number): Int16Array {
  const room = Math.max(0, maxChunkMs * SAMPLES_PER_MS - samples.length);
  const longer = new Int16Array(samples.length + Math.min(TAIL_MS * SAMPLES_PER_MS, room));
  longer.set(samples);
  return longer;
}

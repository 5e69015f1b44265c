const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * How long the page waits before it connects again, ms: doubled each time, at most 10 s, spread by chance so that many
 * pages do not come back at the same moment.
 *
 * @param attempt 0 for the first
 * @param random 0 to 1
 */
export function retryAfterMs(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + random / 2);
}

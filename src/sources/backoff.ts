import { setTimeout as timer } from 'node:timers/promises';

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * How long to wait before trying again to reach a peer, ms: doubled each time, at most 10 s, and spread by chance so that
 * many that lost the same peer do not come back at the same moment.
 *
 * @param attempt 0 for the first
 * @param random 0 to 1
 */
export function backoffMs(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + random / 2);
}

/** Waits; ends early, without an error, when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => {});
}

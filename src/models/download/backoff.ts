import { setTimeout as delay } from 'node:timers/promises';
import { CallwardenError } from '../../errors.js';

/** First wait before a request is tried again, ms; it doubles with each fruitless try. */
const FIRST_WAIT_MS = 1000;
/** No wait is longer than this, ms, whatever the server asks for. */
const LONGEST_WAIT_MS = 60_000;

/** A fault that may be gone at the next try. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';

  /** @param retryAfterMs what the server asked for */
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * How long to wait before the next try, ms: doubling, with the upper half drawn by chance so that many machines that
 * lost the same server do not come back in step.
 * @param fruitless tries in a row that brought nothing, from 1
 * @param chance 0..1
 */
export function waitMs(fruitless: number, chance: number, retryAfterMs?: number): number {
  const doubled = FIRST_WAIT_MS * 2 ** (fruitless - 1);
  const drawn = doubled * (0.5 + chance / 2);
  return Math.min(LONGEST_WAIT_MS, Math.max(drawn, retryAfterMs ?? 0));
}

/** `Retry-After` in ms: seconds or an HTTP date; undefined when absent or senseless. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

/** Statuses that are worth another try (RFC 9110 and 6585); all others are final. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
}

export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Tries in a row that may bring nothing. Default 6: waits of half a minute in all. */
  readonly tries?: number | undefined;
  /** Waits; a test puts a clock of its own here. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
  readonly onRetry?: ((fault: Error, waitMs: number) => void) | undefined;
}

/**
 * Runs the work until it succeeds. A try that throws TryAgain is repeated after a wait; anything else is final.
 * @param gained true when the last try brought something, which starts the count of fruitless tries anew
 * @throws CallwardenError CW_DOWNLOAD_FAILED with the last fault, CW_ABORTED, or what the work throws
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, tries = 6, sleep = pause, onRetry }: Patience,
  gained: () => boolean = () => false,
): Promise<T> {
  for (let fruitless = 0; ; ) {
    if (signal?.aborted) throw stopped(signal.reason);
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw stopped(error);
      if (!(error instanceof TryAgain)) throw error;
      fruitless = gained() ? 1 : fruitless + 1;
      if (fruitless >= tries) {
        throw new CallwardenError(
          'CW_DOWNLOAD_FAILED',
          `${error.message} (tried ${tries} times). Run the same command again: it goes on where it stopped.`,
          { cause: error },
        );
      }
      const ms = waitMs(fruitless, Math.random(), error.retryAfterMs);
      onRetry?.(error, ms);
      await sleep(ms, signal).catch(() => undefined);
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<unknown> {
  return delay(ms, undefined, signal ? { signal } : {});
}

function stopped(cause: unknown): CallwardenError {
  return new CallwardenError('CW_ABORTED', 'The download was stopped; what has arrived is kept.', { cause });
}

import { asCallwardenError, type CallwardenError } from '../errors.js';
import { backoffMs, pause } from './backoff.js';
import type { CallSource, LiveCall, SourceHealth } from './call-source.js';

/** A source that lasted for so long ends the back-off, ms. */
const STEADY_MS = 10_000;

/** A source that is opened anew whenever it fails: a microphone is plugged in again, a port becomes free. */
export class RevivedSource implements CallSource {
  readonly name: string;
  readonly #stop = new AbortController();
  #source: CallSource;
  #failure: CallwardenError | undefined;

  /**
   * @param open makes a source that has not begun; called at once and after every failure
   * @param report hears of each failure that is not the one before again
   */
  constructor(
    private readonly open: () => CallSource,
    private readonly report: (error: CallwardenError) => void,
  ) {
    this.#source = open();
    this.name = this.#source.name;
  }

  async *calls(signal: AbortSignal): AsyncGenerator<LiveCall> {
    const over = AbortSignal.any([signal, this.#stop.signal]);
    for (let attempt = 0; !over.aborted; attempt++) {
      const beganMs = performance.now();
      try {
        yield* this.#source.calls(over);
        return;
      } catch (thrown) {
        const error = asCallwardenError(thrown);
        const steady = performance.now() - beganMs >= STEADY_MS;
        if (steady) attempt = 0;
        if (steady || this.#failure?.message !== error.message) this.report(error);
        this.#failure = error;
      }
      await pause(backoffMs(attempt), over);
      if (!over.aborted) this.#source = this.open();
    }
  }

  /** That of the source; between a failure and its recovery, why it failed. */
  health(): SourceHealth {
    const health = this.#source.health();
    if (!this.#failure || health.state === 'up' || this.#stop.signal.aborted) return health;
    return { ...health, state: 'reconnecting', reason: this.#failure.message };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#source.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

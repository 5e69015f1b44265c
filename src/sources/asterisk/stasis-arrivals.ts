import { CallwardenError } from '../../errors.js';

/** Lets whoever made a channel wait until it is in our application: only then it can be put into a bridge. */
export class StasisArrivals {
  readonly #waiting = new Map<string, () => void>();

  arrived(channelId: string): void {
    this.#waiting.get(channelId)?.();
  }

  /** To be called before the channel is asked for. @throws CallwardenError CW_PBX_SILENT, CW_ABORTED */
  async wait(channelId: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = deferred();
    const timer = setTimeout(() => {
      reject(new CallwardenError('CW_PBX_SILENT', `The PBX made no channel within ${timeoutMs} ms.`));
    }, timeoutMs);
    const abort = () => reject(new CallwardenError('CW_ABORTED', 'Waiting for a channel was stopped.'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this.#waiting.set(channelId, resolve);
    try {
      await promise;
    } finally {
      this.#waiting.delete(channelId);
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

import { asCallwardenError, CallwardenError } from '../../errors.js';

export interface LatestWinsOptions {
  /** Requests that run at the same time, each of another call. */
  readonly lanes: number;
  /** Calls that may wait. */
  readonly waiting: number;
  /** From the request to its answer, in ms. */
  readonly deadlineMs: number;
}

interface Request<V> {
  readonly work: (signal: AbortSignal) => Promise<V>;
  readonly resolve: (value: V) => void;
  /** Both settle once, and release timer and listener; rejecting also stops the work. */
  readonly reject: (error: CallwardenError) => void;
  readonly controller: AbortController;
  settled: boolean;
}

/**
 * Work of many calls on few lanes. Policy "latest wins per call": a call has at most one request running and one
 * waiting; a newer request takes the place of the waiting one, which is rejected with CW_JUDGE_REPLACED.
 * Calls are served in the order they began to wait, so a call that talks much does not keep a quiet one out.
 * A full queue turns newcomers away; an answer that comes after the deadline is dropped.
 */
export class LatestWinsQueue<V> {
  private readonly queue = new Map<string, Request<V>>();
  private readonly active = new Map<string, Request<V>>();
  private readonly counts = { asked: 0, answered: 0, late: 0, failed: 0, replaced: 0, refused: 0 };

  constructor(private readonly options: LatestWinsOptions) {}

  stats() {
    return { ...this.counts, waiting: this.queue.size, running: this.active.size };
  }

  /**
   * @throws CallwardenError CW_JUDGE_LATE, CW_JUDGE_REPLACED, CW_JUDGE_FAILED (the work threw; see its cause),
   *   CW_ENGINE_OVERLOAD, CW_ABORTED
   */
  submit(callId: string, work: Request<V>['work'], signal?: AbortSignal): Promise<V> {
    this.counts.asked++;
    if (signal?.aborted) return Promise.reject(aborted());
    const replaced = this.queue.get(callId);
    if (!replaced && this.queue.size >= this.options.waiting) {
      this.counts.refused++;
      const message = `${this.queue.size} calls are already waiting for the judge.`;
      return Promise.reject(new CallwardenError('CW_ENGINE_OVERLOAD', message));
    }
    return new Promise((resolve, reject) => {
      const request = this.request(callId, work, signal, { resolve, reject });
      // Setting an existing key keeps its place in line.
      this.queue.set(callId, request);
      if (replaced) {
        this.counts.replaced++;
        replaced.reject(
          new CallwardenError('CW_JUDGE_REPLACED', 'A newer question about the same call took its place.'),
        );
      }
      this.serve();
    });
  }

  /** Takes back what the call has waiting and running. */
  drop(callId: string): void {
    this.queue.get(callId)?.reject(aborted());
    this.active.get(callId)?.reject(aborted());
  }

  private request(
    callId: string,
    work: Request<V>['work'],
    signal: AbortSignal | undefined,
    promise: { resolve: (value: V) => void; reject: (error: CallwardenError) => void },
  ): Request<V> {
    const controller = new AbortController();
    const settle = () => {
      if (request.settled) return false;
      request.settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (this.queue.get(callId) === request) this.queue.delete(callId);
      return true;
    };
    const giveUp = (error: CallwardenError) => {
      if (!settle()) return;
      promise.reject(error);
      controller.abort();
    };
    const onAbort = () => giveUp(aborted());
    const timer = setTimeout(() => {
      this.counts.late++;
      giveUp(
        new CallwardenError(
          'CW_JUDGE_LATE',
          `The judge did not answer within ${this.options.deadlineMs} ms.`,
        ),
      );
    }, this.options.deadlineMs);
    const request: Request<V> = {
      work,
      resolve: (value) => {
        if (settle()) promise.resolve(value);
      },
      reject: giveUp,
      controller,
      settled: false,
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    return request;
  }

  private serve(): void {
    for (const [callId, request] of this.queue) {
      if (this.active.size >= this.options.lanes) return;
      if (this.active.has(callId)) continue;
      this.queue.delete(callId);
      void this.run(callId, request);
    }
  }

  private async run(callId: string, request: Request<V>): Promise<void> {
    this.active.set(callId, request);
    try {
      const value = await request.work(request.controller.signal);
      if (!request.settled) this.counts.answered++;
      request.resolve(value);
    } catch (thrown) {
      if (!request.settled) this.counts.failed++;
      request.reject(failed(thrown));
    } finally {
      this.active.delete(callId);
      this.serve();
    }
  }
}

function failed(thrown: unknown): CallwardenError {
  const cause = asCallwardenError(thrown);
  return new CallwardenError('CW_JUDGE_FAILED', `The judge gave no answer: ${cause.message}`, { cause });
}

function aborted(): CallwardenError {
  return new CallwardenError('CW_ABORTED', 'The question to the judge was taken back.');
}

import { CallwardenError } from '../errors.js';
import type { Chunk } from '../speech/chunk.js';
import type { Recognition, Transcriber } from './transcriber.js';

export interface SchedulerOptions {
  /** Decodes at a time. */
  readonly concurrency: number;
  /** Finished speech that may wait over all calls, s. */
  readonly queueSeconds: number;
  /** A look at unfinished speech that has waited longer is worth nothing: a newer one follows, ms. */
  readonly partialDeadlineMs?: number;
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
}

/** `skipped`: a partial look that came too late; `dropped`: finished speech lost to overload, which is shown. */
export type Scheduled =
  | { readonly kind: 'recognised'; readonly recognition: Recognition }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'dropped' };

interface Job {
  readonly callId: string;
  readonly chunk: Chunk;
  readonly queuedAt: number;
  readonly signal: AbortSignal | undefined;
  readonly behind: (() => boolean) | undefined;
  readonly resolve: (result: Scheduled) => void;
  readonly reject: (error: unknown) => void;
  /** Its signal no longer takes it out of the queue. */
  readonly unlisten: () => void;
}

const PARTIAL_DEADLINE_MS = 800;

/** Finished speech that waits longer is worth more than another hearing of what was heard once, ms. */
const HEAR_AGAIN_WITHIN_MS = 500;

/**
 * Shares one transcriber between all calls. Finished chunks go before partial looks; among equals the call that was
 * served longest ago goes first. Bounded: partial looks that waited too long are skipped, nothing is heard again while
 * finished speech waits or the call is behind its line, and when that piles up beyond `queueSeconds` the oldest is dropped loudly.
 */
export class TranscriptionScheduler {
  private readonly jobs: Job[] = [];
  private readonly servedAt = new Map<string, number>();
  private running = 0;
  private served = 0;
  private readonly now: () => number;
  private readonly partialDeadlineMs: number;

  constructor(
    readonly transcriber: Transcriber,
    private readonly options: SchedulerOptions,
  ) {
    this.now = options.now ?? (() => performance.now());
    this.partialDeadlineMs = options.partialDeadlineMs ?? PARTIAL_DEADLINE_MS;
  }

  /** Chunks that wait, for health pages. */
  get depth(): number {
    return this.jobs.length;
  }

  /**
   * @param behind whether the call hears its line so late that this chunk has to be enough heard once
   * @throws what the transcriber throws; CW_ABORTED at once when the signal fires while the chunk waits
   */
  submit(callId: string, chunk: Chunk, signal?: AbortSignal, behind?: () => boolean): Promise<Scheduled> {
    if (signal?.aborted) return Promise.reject(endedUnheard());
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.jobs.splice(this.jobs.indexOf(job), 1);
        reject(endedUnheard());
      };
      const unlisten = () => signal?.removeEventListener('abort', leave);
      const job: Job = { callId, chunk, queuedAt: this.now(), signal, behind, resolve, reject, unlisten };
      signal?.addEventListener('abort', leave, { once: true });
      this.jobs.push(job);
      this.shed();
      this.pump();
    });
  }

  /** A call has ended: its place in the turn order is forgotten. */
  forget(callId: string): void {
    this.servedAt.delete(callId);
  }

  private pump(): void {
    while (this.running < this.options.concurrency) {
      const job = this.take();
      if (!job) return;
      void this.run(job);
    }
  }

  private async run(job: Job): Promise<void> {
    this.running++;
    this.servedAt.set(job.callId, ++this.served);
    try {
      const recognition = await this.transcriber.transcribe(job.chunk.samples, {
        again: () => this.mayHearAgain() && !job.behind?.(),
        ...(job.signal ? { signal: job.signal } : {}),
      });
      job.resolve({ kind: 'recognised', recognition });
    } catch (error) {
      job.reject(error);
    } finally {
      this.running--;
      this.pump();
    }
  }

  /** A recorded call has one chunk here at a time and nobody beside it, so it is heard the same at any speed. */
  private mayHearAgain(): boolean {
    // Jobs stand in the order they came, so the first waits longest.
    const first = this.jobs.find((job) => job.chunk.final);
    return first === undefined || this.now() - first.queuedAt <= HEAR_AGAIN_WITHIN_MS;
  }

  private take(): Job | undefined {
    const now = this.now();
    for (let i = this.jobs.length - 1; i >= 0; i--) {
      const job = this.jobs[i];
      if (job && !job.chunk.final && now - job.queuedAt > this.partialDeadlineMs) {
        this.remove(i)?.resolve({ kind: 'skipped' });
      }
    }
    let best = 0;
    for (let i = 1; i < this.jobs.length; i++) if (this.before(this.jobs[i], this.jobs[best])) best = i;
    return this.remove(best);
  }

  private remove(index: number): Job | undefined {
    const [job] = this.jobs.splice(index, 1);
    job?.unlisten();
    return job;
  }

  private before(a: Job | undefined, b: Job | undefined): boolean {
    if (!a || !b) return false;
    if (a.chunk.final !== b.chunk.final) return a.chunk.final;
    const [served, other] = [this.servedAt.get(a.callId) ?? 0, this.servedAt.get(b.callId) ?? 0];
    return served !== other ? served < other : a.queuedAt < b.queuedAt;
  }

  private shed(): void {
    const finals = this.jobs.filter((job) => job.chunk.final);
    let waitingMs = finals.reduce((sum, job) => sum + job.chunk.endMs - job.chunk.startMs, 0);
    for (const job of finals) {
      if (waitingMs <= this.options.queueSeconds * 1000) return;
      waitingMs -= job.chunk.endMs - job.chunk.startMs;
      this.remove(this.jobs.indexOf(job))?.resolve({ kind: 'dropped' });
    }
  }
}

function endedUnheard(): CallwardenError {
  return new CallwardenError('CW_ABORTED', 'The call ended before its speech was heard.');
}

import { asCallwardenError, CallwardenError, type ErrorCode } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import { backoffMs, pause } from '../../sources/backoff.js';
import type { Alert } from '../alert.js';
import type { AlertedCall, AlertSink } from './alert-sink.js';

/** An alert on its way. */
export interface Errand {
  readonly alert: Alert;
  readonly call: AlertedCall;
  /** Fires when the alert was taken back. */
  readonly withdrawn: AbortSignal;
}

/** One that waits for its turn. */
interface Waiting extends Errand {
  /** When it was raised, by `performance.now()`. */
  readonly raisedAt: number;
}

/** What became of the alerts of one sink. */
export interface SinkStats {
  readonly name: string;
  /** Alerts that wait. */
  readonly queued: number;
  readonly delivered: number;
  /** Alerts given up, those dropped from a full queue included. */
  readonly failed: number;
  readonly dropped: number;
  /** Attempts beyond the first. */
  readonly retried: number;
  readonly lastFailure: { readonly code: ErrorCode; readonly at: Date } | undefined;
}

/** Who takes an alert and answers too late may have it already, and is told again no more often than this. */
const LATE_ATTEMPTS = 3;

/** The way to one sink: a bounded queue of its own (policy drop-oldest), so that a slow sink holds up nobody else. */
export class SinkLane {
  readonly #queue: AsyncQueue<Waiting>;
  readonly #closing = new AbortController();
  readonly #stop = new AbortController();
  readonly #work: Promise<unknown>;
  /** Calls, by the signal of their errands, of which the gravest alert has arrived: a lesser one after it would read as all clear. */
  readonly #topped = new WeakSet<AbortSignal>();
  #delivered = 0;
  #failed = 0;
  #dropped = 0;
  #retried = 0;
  #lastFailure: SinkStats['lastFailure'];

  constructor(
    private readonly sink: AlertSink,
    private readonly onFailure: (error: CallwardenError, sink: string, callId: string) => void,
  ) {
    const { queue, concurrency } = sink.delivery;
    this.#queue = new AsyncQueue<Waiting>(queue, 'drop-oldest', (errand) => {
      this.#dropped++;
      this.#fail(new CallwardenError('CW_ALERT_DROPPED', `${sink.name}: ${queue} alerts wait.`), errand);
    });
    this.#work = Promise.all(Array.from({ length: concurrency }, () => this.#run()));
  }

  push(errand: Errand): void {
    if (this.sink.minLevel === 'scam' && errand.alert.level !== 'scam') return;
    void this.#queue.push({ ...errand, raisedAt: performance.now() });
  }

  /** Lets the sink undo what the alerts of a call left behind. Never throws. */
  takeBack(callId: string): void {
    void this.sink.takeBack?.(callId).catch((thrown: unknown) => {
      this.onFailure(asCallwardenError(thrown), this.sink.name, callId);
    });
  }

  stats(): SinkStats {
    return {
      name: this.sink.name,
      queued: this.#queue.size,
      delivered: this.#delivered,
      failed: this.#failed,
      dropped: this.#dropped,
      retried: this.#retried,
      lastFailure: this.#lastFailure,
    };
  }

  /** Takes nothing more and tries what waits once more; what has not arrived when the signal fires is given up. */
  async close(late: AbortSignal): Promise<void> {
    this.#queue.end();
    this.#closing.abort();
    const stop = () => this.#stop.abort();
    late.addEventListener('abort', stop, { once: true });
    if (late.aborted) stop();
    await this.#work;
    late.removeEventListener('abort', stop);
    await this.sink.close();
  }

  async #run(): Promise<void> {
    for await (const errand of this.#queue) await this.#deliver(errand);
  }

  async #deliver(errand: Waiting): Promise<void> {
    const { attempts, freshMs } = this.sink.delivery;
    const isStale = (inMs = 0) => performance.now() - errand.raisedAt + inMs > freshMs;
    const over = AbortSignal.any([errand.withdrawn, this.#stop.signal]);
    const hurry = AbortSignal.any([over, this.#closing.signal]);
    let late = 0;
    let failed: CallwardenError | undefined;
    for (let attempt = 1; ; attempt++) {
      if (errand.withdrawn.aborted || this.#isOvertaken(errand)) return;
      if (attempt === 1 && isStale()) {
        const what = `${this.sink.name}: the alert waited for more than ${freshMs} ms, too long to be told as news.`;
        this.#fail(new CallwardenError('CW_ALERT_LATE', what), errand);
        return;
      }
      const closing = this.#closing.signal.aborted;
      try {
        await this.#attempt(errand, over);
        this.#delivered++;
        if (errand.alert.level === 'scam') this.#topped.add(errand.withdrawn);
        return;
      } catch (thrown) {
        if (errand.withdrawn.aborted) return;
        // A try that our own end cut off says less than the failure before it.
        const error = (this.#stop.signal.aborted && failed) || asCallwardenError(thrown);
        failed = error;
        // The call ended under it: nobody is left to be told, and nothing went wrong.
        if (error.code === 'CW_ABORTED' && !over.aborted) return;
        const passing = error.code === 'CW_ALERT_UNDELIVERED' || error.code === 'CW_ALERT_LATE';
        if (error.code === 'CW_ALERT_LATE') late++;
        const last = attempt >= attempts || late >= LATE_ATTEMPTS || closing;
        const waitMs = backoffMs(attempt - 1);
        if (passing && !last && !over.aborted && !isStale(waitMs)) {
          this.#retried++;
          await pause(waitMs, hurry);
          // Why it was not taken tells more than that we are stopping.
          if (!this.#stop.signal.aborted) continue;
        }
        if (!errand.withdrawn.aborted) this.#fail(error, errand);
        return;
      }
    }
  }

  #isOvertaken({ alert, withdrawn }: Errand): boolean {
    return alert.level !== 'scam' && this.#topped.has(withdrawn);
  }

  /** A sink that does not heed its time limit is left behind, not waited for. */
  async #attempt({ alert, call }: Errand, over: AbortSignal): Promise<void> {
    const { name, delivery } = this.sink;
    const attempt = new AbortController();
    const ended = new Promise<never>((_, reject) => {
      attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason), { once: true });
    });
    const stop = () => attempt.abort(new CallwardenError('CW_ABORTED', `${name}: stopped.`));
    const timer = setTimeout(() => {
      const what = `${name} has not taken the alert for ${delivery.timeoutMs} ms.`;
      attempt.abort(new CallwardenError('CW_ALERT_LATE', what));
    }, delivery.timeoutMs);
    over.addEventListener('abort', stop, { once: true });
    if (over.aborted) stop();
    try {
      const delivering = attempt.signal.aborted ? [] : [this.sink.deliver(alert, call, attempt.signal)];
      await Promise.race([...delivering, ended]);
    } finally {
      clearTimeout(timer);
      over.removeEventListener('abort', stop);
    }
  }

  #fail(error: CallwardenError, { call }: Errand): void {
    this.#failed++;
    this.#lastFailure = { code: error.code, at: new Date() };
    this.onFailure(error, this.sink.name, call.callId);
  }
}

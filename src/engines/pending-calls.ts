import { CallwardenError } from '../errors.js';
import type { EngineProcess } from './engine-process.js';

/** What calls need of the process that they are sent to. */
export type Engine = Pick<EngineProcess, 'send' | 'kill'>;

interface PendingCall {
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly unlisten: () => void;
  /** Engines that it was sent to, the one that has it now included. */
  attempts: number;
  sentTo: Engine | undefined;
  /** Nobody waits for it any more; it stays until the engine answers, because one that never does is hung. */
  abandoned: boolean;
  stallTimer?: NodeJS.Timeout;
}

/** A call that has seen so many engines die is given up, for it may be the cause. */
const MOST_ATTEMPTS = 2;

/** Calls that no engine has answered yet. They outlive the engine that they were sent to: the next one gets them again. */
export class PendingCalls {
  private readonly calls = new Map<number, PendingCall>();
  private nextId = 1;

  /**
   * @param name of the engine, for messages
   * @param stallMs an engine that has not answered a call by then is taken for hung and killed
   */
  constructor(
    private readonly name: string,
    private readonly stallMs: number,
  ) {}

  /**
   * Takes a call in; `sendAll` sends it. A signal that has fired already is not seen.
   * @returns what the engine answers
   * @throws CallwardenError CW_ABORTED when the signal fires, CW_ENGINE_LOST, or what `failed` and `rejectAll` are given
   */
  add(method: string, payload: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      const onAbort = () => this.abort(id);
      signal?.addEventListener('abort', onAbort, { once: true });
      const unlisten = () => signal?.removeEventListener('abort', onAbort);
      const untried = { attempts: 0, sentTo: undefined, abandoned: false };
      this.calls.set(id, { id, method, payload, resolve, reject, unlisten, ...untried });
    });
  }

  /** Sends what no engine has to this one. */
  sendAll(engine: Engine): void {
    for (const call of this.calls.values()) {
      if (call.sentTo) continue;
      call.sentTo = engine;
      call.attempts++;
      call.stallTimer = setTimeout(() => engine.kill(), this.stallMs);
      engine.send({ kind: 'call', id: call.id, method: call.method, payload: call.payload });
    }
  }

  answered(id: number, result: unknown): void {
    this.settle(id)?.resolve(result);
  }

  failed(id: number, error: Error): void {
    this.settle(id)?.reject(error);
  }

  /** The engine died: what it had waits for the next one, but for what has been tried often enough. @param exit how it died */
  engineLost(exit: string): void {
    for (const call of [...this.calls.values()]) {
      if (!call.sentTo) continue;
      clearTimeout(call.stallTimer);
      call.sentTo = undefined;
      if (call.abandoned) {
        this.settle(call.id);
      } else if (call.attempts >= MOST_ATTEMPTS) {
        const message = `The ${this.name} engine ended twice (${exit}) on the same work.`;
        this.failed(call.id, new CallwardenError('CW_ENGINE_LOST', message));
      }
    }
  }

  rejectAll(error: Error): void {
    for (const id of [...this.calls.keys()]) this.failed(id, error);
  }

  private abort(id: number): void {
    const call = this.calls.get(id);
    if (!call) return;
    if (call.sentTo) {
      call.abandoned = true;
      call.sentTo.send({ kind: 'abort', id });
    } else {
      this.settle(id);
    }
    call.reject(abortedError());
  }

  /** The call is over, and nothing of it stays. */
  private settle(id: number): PendingCall | undefined {
    const call = this.calls.get(id);
    clearTimeout(call?.stallTimer);
    call?.unlisten();
    this.calls.delete(id);
    return call;
  }
}

/** Whoever asked does not want it any more. */
export function abortedError(): CallwardenError {
  return new CallwardenError('CW_ABORTED', 'The work was stopped before it was done.');
}

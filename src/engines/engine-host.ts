import { EventEmitter } from 'node:events';
import { CallwardenError } from '../errors.js';
import { countRefusal } from '../network/egress-guard.js';
import { EngineProcess, notStarted } from './engine-process.js';
import { abortedError, PendingCalls } from './pending-calls.js';
import type { FromChild } from './protocol.js';
import { RestartPolicy } from './restart-policy.js';
import { fromWire } from './wire-error.js';

export interface EngineHostOptions {
  /** Shown in messages and health pages, e.g. `speech`. */
  readonly name: string;
  /** Module that calls `serveEngine`; see {@link engineEntry}. */
  readonly entry: URL;
  /** Given to the engine's loader at every start. */
  readonly init: unknown;
  /** An engine that has not loaded by then is taken for hung and killed, in ms. */
  readonly loadTimeoutMs?: number;
  /** A call that has not been answered by then is taken for hung: the engine is killed, in ms. */
  readonly stallMs?: number;
}

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'closed';

interface EngineEvents {
  state: [EngineState];
  /** The process ended without being asked to; the tail of its stderr says what it last said. */
  lost: [{ readonly exit: string; readonly stderr: string }];
}

/** An engine that has not loaded by then is hung, ms. */
const LOAD_TIMEOUT_MS = 60_000;

/** A call that has not been answered by then is hung, ms. */
const STALL_MS = 30_000;

/**
 * Runs native code in a child process of its own. When the child dies it is started again and every call in
 * flight is tried once more; a call that sees two deaths is given up with CW_ENGINE_LOST, for it may be the cause.
 * An engine that never loads is given up; one that has loaded before is tried for ever, because what keeps it away
 * (memory that others hold, a file that is being replaced) may pass.
 */
export class EngineHost extends EventEmitter<EngineEvents> implements AsyncDisposable {
  readonly name: string;
  state: EngineState = 'starting';
  restarts = 0;
  private process: EngineProcess | undefined;
  private readonly pending: PendingCalls;
  private readonly restart = new RestartPolicy();
  private failure: CallwardenError | undefined;
  private hasLoaded = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: EngineHostOptions) {
    super();
    this.name = options.name;
    this.pending = new PendingCalls(this.name, options.stallMs ?? STALL_MS);
    this.start();
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Resolves when the engine has loaded. @throws CallwardenError when it cannot be. */
  async ready(): Promise<void> {
    while (this.state !== 'ready') {
      if (this.state === 'closed') throw closedError(this.name);
      if (this.failure) throw this.failure;
      await new Promise((resolve) => this.once('state', resolve));
    }
  }

  /**
   * Calls a method of the engine.
   * @throws CallwardenError CW_ENGINE_LOST, CW_ENGINE_UNAVAILABLE, CW_ABORTED, or what the engine threw.
   */
  call<T>(method: string, payload: unknown, options: { readonly signal?: AbortSignal } = {}): Promise<T> {
    const { signal } = options;
    if (this.failure) return Promise.reject(this.failure);
    if (this.state === 'closed') return Promise.reject(closedError(this.name));
    if (signal?.aborted) return Promise.reject(abortedError());
    const answer = this.pending.add(method, payload, signal);
    this.flush();
    return answer as Promise<T>;
  }

  /** Says what only an engine that runs needs to know: one that has just died has forgotten, and a new one never knew. */
  tell(method: string, payload: unknown): void {
    if (this.state === 'ready') this.call(method, payload).catch(() => {});
  }

  /** Ends the engine; calls in flight are rejected. Safe to call twice. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    const last = this.letGo();
    this.setState('closed');
    this.pending.rejectAll(closedError(this.name));
    await last?.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private start(): void {
    let started: EngineProcess;
    try {
      started = new EngineProcess(this.options.entry, this.options.init);
    } catch (thrown) {
      this.lost(undefined, notStarted(thrown));
      return;
    }
    this.process = started;
    started.on('message', (message) => this.receive(started, message));
    started.on('end', (exit) => this.lost(started, exit));
    this.timer = setTimeout(() => started.kill(), this.options.loadTimeoutMs ?? LOAD_TIMEOUT_MS);
  }

  private receive(from: EngineProcess, message: FromChild): void {
    if (from !== this.process) return;
    if (message.kind === 'ready') {
      clearTimeout(this.timer);
      this.hasLoaded = true;
      this.setState('ready');
      this.flush();
    } else if (message.kind === 'refused') {
      this.refused(from, fromWire(message.error));
    } else if (message.kind === 'result') {
      this.restart.succeeded();
      this.pending.answered(message.id, message.result);
    } else if (message.kind === 'egress') {
      countRefusal(message.address);
    } else {
      this.pending.failed(message.id, fromWire(message.error));
    }
  }

  private refused(by: EngineProcess, error: CallwardenError): void {
    if (!this.hasLoaded) {
      this.fail(error);
      return;
    }
    this.lost(by, error.message);
    by.kill();
  }

  /** @param ended undefined for one that could not even be made */
  private lost(ended: EngineProcess | undefined, exit: string): void {
    if (ended !== this.process) return;
    this.letGo();
    if (this.state === 'closed' || this.state === 'failed') return;
    const stderr = ended?.stderr ?? '';
    this.emit('lost', { exit, stderr });
    this.pending.engineLost(exit);
    const delayMs = this.restart.next(performance.now(), this.hasLoaded);
    if (delayMs === undefined) {
      this.fail(startError(this.name, exit, stderr));
      return;
    }
    this.restarts++;
    this.setState('restarting');
    this.timer = setTimeout(() => this.start(), delayMs);
  }

  private flush(): void {
    if (this.state === 'ready' && this.process) this.pending.sendAll(this.process);
  }

  private fail(error: CallwardenError): void {
    const last = this.letGo();
    this.failure = error;
    this.setState('failed');
    last?.kill();
    this.pending.rejectAll(error);
  }

  /** From now on nothing of the process is heard, and no timer runs for it. @returns it */
  private letGo(): EngineProcess | undefined {
    const last = this.process;
    this.process = undefined;
    clearTimeout(this.timer);
    return last;
  }

  private setState(state: EngineState): void {
    this.state = state;
    this.emit('state', state);
  }
}

/**
 * An engine module of this folder: `.ts` when this one runs from source, `.js` when it is built.
 * @param name file name without ending, e.g. `speech-engine`
 */
export function engineEntry(name: string): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

function startError(name: string, exit: string, stderr: string): CallwardenError {
  const lines = stderr.trim().split('\n');
  const said = lines.findLast((line) => /error|cannot|fail/i.test(line)) ?? lines.at(-1) ?? '';
  const message = `The ${name} engine does not start (${exit}${said ? `: ${said}` : ''}). Run \`callwarden doctor\`.`;
  return new CallwardenError('CW_ENGINE_UNAVAILABLE', message);
}

function closedError(name: string): CallwardenError {
  return new CallwardenError('CW_ABORTED', `The ${name} engine was closed.`);
}

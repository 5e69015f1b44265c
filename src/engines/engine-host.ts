import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { asCallwardenError, CallwardenError, isErrorCode } from '../errors.js';
import { countRefusal } from '../network/egress-guard.js';
import type { FromChild, ToChild, WireError } from './protocol.js';
import { RestartPolicy } from './restart-policy.js';

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

interface PendingCall {
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly unlisten: () => void;
  attempts: number;
  sent: boolean;
  /** Nobody waits for it any more; it stays until the engine answers, because one that never does is hung. */
  abandoned: boolean;
  stallTimer?: NodeJS.Timeout;
}

const STDERR_KEPT = 4096;

/** Garbage is collected early, because it holds native memory (garbage.ts): on request, and in small pieces of 1 MB. */
const ENGINE_FLAGS = ['--expose-gc', '--max-semi-space-size=1'];

/**
 * glibc gives every thread an arena of its own, up to eight a core, and keeps what was freed there. An engine's threads
 * take turns, so two arenas do, and what is free beyond 1 MB at an end goes back. Not where somebody has set it otherwise.
 */
const ENGINE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '1048576' };

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
  private child: ChildProcess | undefined;
  private readonly pending = new Map<number, PendingCall>();
  private readonly restart = new RestartPolicy();
  private nextId = 1;
  private failure: CallwardenError | undefined;
  private hasLoaded = false;
  private timer: NodeJS.Timeout | undefined;
  private stderr = '';

  constructor(private readonly options: EngineHostOptions) {
    super();
    this.name = options.name;
    this.spawn();
  }

  get pid(): number | undefined {
    return this.child?.pid;
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
    return new Promise<unknown>((resolve, reject) => {
      const id = this.nextId++;
      const onAbort = () => {
        const call = this.pending.get(id);
        if (call?.sent) {
          call.abandoned = true;
          this.send({ kind: 'abort', id });
        } else {
          this.settle(id);
        }
        reject(abortedError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const unlisten = () => signal?.removeEventListener('abort', onAbort);
      const untried = { attempts: 0, sent: false, abandoned: false };
      this.pending.set(id, { id, method, payload, resolve, reject, unlisten, ...untried });
      this.flush();
    }) as Promise<T>;
  }

  /** Says what only an engine that runs needs to know: one that has just died has forgotten, and a new one never knew. */
  tell(method: string, payload: unknown): void {
    if (this.state === 'ready') this.call(method, payload).catch(() => {});
  }

  /** Ends the engine; calls in flight are rejected. Safe to call twice. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    clearTimeout(this.timer);
    const child = this.child;
    this.child = undefined;
    this.setState('closed');
    this.rejectAll(closedError(this.name));
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL'); // nothing of an engine outlives its calls, so there is nothing to save
    await gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private spawn(): void {
    this.stderr = '';
    let child: ChildProcess;
    try {
      child = this.fork();
    } catch (thrown) {
      // Of what a system runs short of, some is thrown (memory) and some told by 'error' (open files).
      this.lost(undefined, notStarted(thrown));
      return;
    }
    this.child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    child.on('message', (message: FromChild) => this.receive(child, message));
    child.once('error', (error) => this.lost(child, notStarted(error)));
    child.once('exit', (code, signal) => this.lost(child, signal ?? `exit ${code}`));
    this.timer = setTimeout(() => child.kill('SIGKILL'), this.options.loadTimeoutMs ?? 60_000);
    this.send({ kind: 'init', init: this.options.init });
  }

  private fork(): ChildProcess {
    const path = fileURLToPath(this.options.entry);
    return fork(path, {
      serialization: 'advanced',
      // From source (tests, development) the engine is TypeScript too.
      execArgv: [...ENGINE_FLAGS, ...(path.endsWith('.ts') ? ['--import', 'tsx'] : [])],
      env: { ...ENGINE_ENVIRONMENT, ...process.env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  }

  private receive(child: ChildProcess, message: FromChild): void {
    if (child !== this.child) return;
    if (message.kind === 'ready') {
      clearTimeout(this.timer);
      this.hasLoaded = true;
      this.setState('ready');
      this.flush();
    } else if (message.kind === 'refused') {
      this.refused(child, fromWire(message.error));
    } else if (message.kind === 'result') {
      this.restart.succeeded();
      this.settle(message.id)?.resolve(message.result);
    } else if (message.kind === 'egress') {
      countRefusal(message.address);
    } else {
      this.settle(message.id)?.reject(fromWire(message.error));
    }
  }

  private refused(child: ChildProcess, error: CallwardenError): void {
    if (!this.hasLoaded) {
      this.fail(error);
      return;
    }
    this.lost(child, error.message);
    child.kill('SIGKILL');
  }

  private lost(child: ChildProcess | undefined, exit: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    clearTimeout(this.timer);
    if (this.state === 'closed' || this.state === 'failed') return;
    this.emit('lost', { exit, stderr: this.stderr });
    for (const call of [...this.pending.values()]) {
      clearTimeout(call.stallTimer);
      if (!call.sent) continue;
      if (call.abandoned) this.settle(call.id);
      call.sent = false;
      if (call.attempts >= 2) {
        const message = `The ${this.name} engine ended twice (${exit}) on the same work.`;
        this.settle(call.id)?.reject(new CallwardenError('CW_ENGINE_LOST', message));
      }
    }
    const delayMs = this.restart.next(performance.now(), this.hasLoaded);
    if (delayMs === undefined) {
      const lines = this.stderr.trim().split('\n');
      const said = lines.findLast((line) => /error|cannot|fail/i.test(line)) ?? lines.at(-1) ?? '';
      const message = `The ${this.name} engine does not start (${exit}${said ? `: ${said}` : ''}). Run \`callwarden doctor\`.`;
      this.fail(new CallwardenError('CW_ENGINE_UNAVAILABLE', message));
      return;
    }
    this.restarts++;
    this.setState('restarting');
    this.timer = setTimeout(() => this.spawn(), delayMs);
  }

  private flush(): void {
    if (this.state !== 'ready') return;
    for (const call of this.pending.values()) {
      if (call.sent) continue;
      call.sent = true;
      call.attempts++;
      const child = this.child;
      call.stallTimer = setTimeout(() => child?.kill('SIGKILL'), this.options.stallMs ?? 30_000);
      this.send({ kind: 'call', id: call.id, method: call.method, payload: call.payload });
    }
  }

  private send(message: ToChild): void {
    // A dying child closes the channel before its exit is seen, and one that never ran has none; the next one is told again.
    if (this.child?.connected) this.child.send(message, () => {});
  }

  private settle(id: number): PendingCall | undefined {
    const call = this.pending.get(id);
    clearTimeout(call?.stallTimer);
    call?.unlisten();
    this.pending.delete(id);
    return call;
  }

  private fail(error: CallwardenError): void {
    const child = this.child;
    this.child = undefined;
    clearTimeout(this.timer);
    this.failure = error;
    this.setState('failed');
    child?.kill('SIGKILL');
    this.rejectAll(error);
  }

  private rejectAll(error: Error): void {
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(error);
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

function fromWire(error: WireError): CallwardenError {
  return new CallwardenError(isErrorCode(error.code) ? error.code : 'CW_INTERNAL', error.message);
}

function notStarted(thrown: unknown): string {
  return `could not be started: ${asCallwardenError(thrown).message}`;
}

function abortedError(): CallwardenError {
  return new CallwardenError('CW_ABORTED', 'The work was stopped before it was done.');
}

function closedError(name: string): CallwardenError {
  return new CallwardenError('CW_ABORTED', `The ${name} engine was closed.`);
}

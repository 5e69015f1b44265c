import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { asCallwardenError } from '../errors.js';
import type { FromChild, ToChild } from './protocol.js';

interface ProcessEvents {
  message: [FromChild];
  /** It ended, asked to or not, or never ran; in a few words why. */
  end: [exit: string];
}

const STDERR_KEPT = 4096;

/** Garbage is collected early, because it holds native memory (garbage.ts): on request, and in small pieces of 1 MB. */
const ENGINE_FLAGS = ['--expose-gc', '--max-semi-space-size=1'];

/**
 * glibc gives every thread an arena of its own, up to eight a core, and keeps what was freed there. An engine's threads
 * take turns, so two arenas do, and what is free beyond 1 MB at an end goes back. Not where somebody has set it otherwise.
 */
const ENGINE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '1048576' };

/** One life of an engine: a child process from its start to its end. */
export class EngineProcess extends EventEmitter<ProcessEvents> {
  private readonly child: ChildProcess;
  private said = '';

  /**
   * @param entry module that calls `serveEngine`
   * @param init given to its loader
   * @throws Error of the system where it has no room for it (memory, environment); other lacks are told by `end`
   */
  constructor(entry: URL, init: unknown) {
    super();
    this.child = forkEngine(fileURLToPath(entry));
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.child.on('message', (message: FromChild) => this.emit('message', message));
    this.child.once('error', (error) => this.emit('end', notStarted(error)));
    this.child.once('exit', (code, signal) => this.emit('end', signal ?? `exit ${code}`));
    this.send({ kind: 'init', init });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The tail of what it wrote to stderr. */
  get stderr(): string {
    return this.said;
  }

  /** To one that is dying, or never ran, nothing is sent. */
  send(message: ToChild): void {
    // A dying child closes the channel before its exit is seen, and one that never ran has none; the next one is told again.
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** Ends it at once: nothing of an engine outlives its calls, so there is nothing to save. */
  kill(): void {
    // One that never ran has no number, and Node would send the signal to our own process group.
    if (this.pid !== undefined) this.child.kill('SIGKILL');
  }

  /** Ends it, and resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.kill();
    await gone;
  }
}

function forkEngine(path: string): ChildProcess {
  return fork(path, {
    serialization: 'advanced',
    // From source (tests, development) the engine is TypeScript too.
    execArgv: [...ENGINE_FLAGS, ...(path.endsWith('.ts') ? ['--import', 'tsx'] : [])],
    env: { ...ENGINE_ENVIRONMENT, ...process.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Of what a system runs short of, some is thrown (memory) and some told by 'error' (open files). */
export function notStarted(thrown: unknown): string {
  return `could not be started: ${asCallwardenError(thrown).message}`;
}

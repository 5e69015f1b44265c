import { type ChildProcess, spawn } from 'node:child_process';
import { CallwardenError } from '../../errors.js';

/** A program that does not end when it is asked to is killed after this, ms. */
const GRACE_MS = 2000;

/** What a program needs of our environment to run at all; the rest may hold secrets that are none of its business. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ'];

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** Given on stdin. */
  readonly input?: string;
  /** Further variables of our environment that it gets. */
  readonly variables?: readonly string[];
  /** Ends it, and what it has started. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program without a shell and waits for its end; what it prints is not looked at.
 * @throws CallwardenError CW_ALERT_PROGRAM when it cannot be started, CW_ALERT_UNDELIVERED when it ends badly
 */
export async function runProgram(run: ProgramRun): Promise<void> {
  const { program, args, input, variables = [], signal } = run;
  const env = Object.fromEntries(
    [...PASSED_ON, ...variables].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: Error) => {
      const what = `The program ${program} cannot be started: ${cause.message}.`;
      reject(new CallwardenError('CW_ALERT_PROGRAM', what, { cause }));
    };
    let child: ChildProcess;
    try {
      // A group of its own: what the program has started ends with it.
      child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    } catch (thrown) {
      failed(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return;
    }
    let killing: NodeJS.Timeout | undefined;
    let settle = () => {};
    const stop = () => {
      signalGroup(child, 'SIGTERM');
      killing = setTimeout(() => {
        killing = undefined;
        signalGroup(child, 'SIGKILL');
        settle();
      }, GRACE_MS);
    };
    child.once('error', failed);
    child.once('exit', (status, by) => {
      signal.removeEventListener('abort', stop);
      settle = () => {
        if (status === 0) resolve();
        else {
          const how = by === null ? `ended with status ${status}` : `was ended by ${by}`;
          reject(new CallwardenError('CW_ALERT_UNDELIVERED', `The program ${program} ${how}.`));
        }
      };
      // It has ended when it was asked to; what it has started may not have.
      if (killing && signalGroup(child, 0)) return;
      clearTimeout(killing);
      settle();
    });
    // It need not read what it is given.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** @param signal 0 asks without sending one. @returns whether any of the group is there */
function signalGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

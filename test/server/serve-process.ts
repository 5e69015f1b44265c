import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { repository } from '../helpers/shipped.js';

export interface ServeProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Address without the slash at its end, once it is told. */
  readonly address: () => Promise<string>;
  /** Waits until stdout has something. */
  readonly says: (text: string | RegExp) => Promise<void>;
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** An empty folder that is gone when the test has finished. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwarden-serve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built `callwarden serve` with a data folder of its own, as a person would. */
export function startServe(
  args: readonly string[] = ['--port', '0'],
  { data = emptyFolder(), env = {} }: { data?: string; env?: NodeJS.ProcessEnv } = {},
): ServeProcess {
  const child = spawn(process.execPath, [`${repository}dist/main.js`, 'serve', ...args], {
    env: { ...process.env, CALLWARDEN_DATA: data, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([status, signal]) => status ?? signal);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const says = async (wanted: string | RegExp) => {
    while (!(typeof wanted === 'string' ? stdout.includes(wanted) : wanted.test(stdout))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended: ${stderr}`);
      await pause(20);
    }
  };
  const address = async () => {
    await says(/at http:\S+\n/);
    return /at (http:\S+)\/\n/.exec(stdout)?.[1] ?? '';
  };
  return { child, stdout: () => stdout, stderr: () => stderr, address, says, ended };
}

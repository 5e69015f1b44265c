import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { CallEvent } from '../../src/calls/events.js';
import { repository } from './shipped.js';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Most memory that was resident, MB, its engines not counted; only where the system says it. */
  readonly peakMb?: number;
}

/** Runs the built `callwarden` as a person would. @param wrap a program that runs it, e.g. `['unshare', '-rn']` */
export function callwarden(
  args: readonly string[],
  { wrap = [], env = {} }: { wrap?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  const [program = '', ...rest] = [...wrap, process.execPath, `${repository}dist/main.js`, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env: { ...process.env, NO_COLOR: '1', ...env }, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    let peakMb: number | undefined;
    const watch = setInterval(() => {
      peakMb = highWaterMb(child.pid) ?? peakMb;
    }, 200);
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(watch);
      resolve({ status, stdout, stderr, ...(peakMb === undefined ? {} : { peakMb }) });
    });
    child.stdin.end();
  });
}

function highWaterMb(pid: number | undefined): number | undefined {
  try {
    const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    return undefined; // it has ended, or this is no Linux
  }
}

/** The lines of `--json`. */
export function eventsOf({ stdout }: CommandResult): CallEvent[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

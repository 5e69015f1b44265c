import { spawn } from 'node:child_process';
import type { CallEvent } from '../../src/calls/events.js';
import { repository } from './shipped.js';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
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
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end();
  });
}

/** The lines of `--json`. */
export function eventsOf({ stdout }: CommandResult): CallEvent[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

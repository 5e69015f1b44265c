import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Line } from '../../../src/config/schema.js';
import { eventually } from './tapped.js';

/** A tapping process that can be killed and frozen, and what it has said. */
export class TapProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  said = '';
  /** Names of the calls that it took. */
  readonly calls: string[] = [];

  constructor(line: Line) {
    const program = fileURLToPath(new URL('tap-child.ts', import.meta.url));
    const config = JSON.stringify({ lines: [line] });
    this.child = spawn(process.execPath, ['--import', 'tsx', program, config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (chunk) => {
      this.said += String(chunk);
      this.calls.push(...[...String(chunk).matchAll(/^call (.+)$/gm)].map(([, name = '']) => name));
    });
  }

  /** It has started and is connected. */
  async up(): Promise<this> {
    await eventually(() => this.said.includes('up\n'), 'the tapping process is up', 20_000);
    return this;
  }

  async hears(): Promise<void> {
    this.said = '';
    const both = () => this.said.includes('heard remote') && this.said.includes('heard local');
    await eventually(both, 'both parties are heard', 20_000);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGCONT');
    await this.end('SIGKILL');
  }
}

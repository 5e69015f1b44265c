import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../../../helpers/shipped.js';
import { freeTcpPort } from '../../helpers/ports.js';

export interface ServeOptions {
  /** Configuration beside the port, as YAML is written from JSON. */
  readonly config?: object;
  /** Sent with every request of the test itself. */
  readonly token?: string;
}

/** The built `callwarden serve` with the shipped models, on a port and with a memory of its own. */
export class Serve implements AsyncDisposable {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly options: ServeOptions,
  ) {}

  static async start(options: ServeOptions = {}): Promise<Serve> {
    const folder = await mkdtemp(join(tmpdir(), 'callwarden-page-'));
    await writeFile(join(folder, 'callwarden.yaml'), JSON.stringify(options.config ?? {}));
    const service = new Serve(folder, await freeTcpPort(), options);
    await service.launch();
    return service;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the same port and with the same memory as before. Waits until its models are loaded. */
  async launch(): Promise<void> {
    const args = ['serve', '--no-sample', '--port', String(this.port), '--config', 'callwarden.yaml'];
    const child = spawn(process.execPath, [`${repository}dist/main.js`, ...args], {
      cwd: this.folder,
      env: { ...process.env, CALLWARDEN_DATA: this.folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let log = '';
    child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`callwarden serve ended at once: ${log}`);
      const ready = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await sleep(100);
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** What the API answers. */
  async ask<T>(path: string, method = 'GET'): Promise<T> {
    const { token } = this.options;
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Begins a sample call. @returns its id */
  async play(sample: string): Promise<string> {
    return (await this.ask<{ callId: string }>(`/samples/${sample}/play`, 'POST')).callId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

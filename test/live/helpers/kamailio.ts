import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeTcpPort, freeUdpPort } from './ports.js';
import { AS_ELSEWHERE } from './priority.js';
import { eventually } from './tapped.js';

/** A real Kamailio on loopback ports of its own; every account has the same password. */
export class Kamailio implements AsyncDisposable {
  static readonly password = 'agentpass';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private child: ChildProcess,
  ) {}

  static async start(): Promise<Kamailio> {
    const folder = await mkdtemp(join(tmpdir(), 'kamailio-'));
    const [sip, port] = [await freeUdpPort(), await freeTcpPort()];
    const template = await readFile(new URL('kamailio/kamailio.cfg', import.meta.url), 'utf8');
    const config = template
      .replaceAll('@SIP_PORT@', String(sip))
      .replaceAll('@WS_PORT@', String(port))
      .replaceAll('@PASSWORD@', Kamailio.password);
    await writeFile(join(folder, 'kamailio.cfg'), config);
    const kamailio = new Kamailio(folder, port, launch(folder));
    await kamailio.#ready();
    return kamailio;
  }

  /** Where accounts register over WebSocket. */
  get sipServer(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  async restart(): Promise<void> {
    await this.#end();
    this.child = launch(this.folder);
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const takes = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(this.port, '127.0.0.1', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
      });
    let said = '';
    this.child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(0, 2000);
    });
    const up = () => {
      if (this.child.exitCode !== null)
        throw new Error(
          `Kamailio ended at once (the tests need the Debian packages kamailio and kamailio-websocket-modules): ${said}`,
        );
      return takes();
    };
    await eventually(up, 'Kamailio takes connections');
  }

  async #end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

function launch(folder: string): ChildProcess {
  // In the foreground, with little shared memory, everything of its own in the folder.
  const places = ['-f', join(folder, 'kamailio.cfg'), '-Y', folder, '-P', join(folder, 'pid')];
  return spawn('nice', [...AS_ELSEWHERE, 'kamailio', '-DD', '-E', ...places, '-m', '32', '-M', '4'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

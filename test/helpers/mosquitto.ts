import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { freeTcpPort } from '../live/helpers/ports.js';

export interface MosquittoOptions {
  /** A user who must log in, and what it may publish on. */
  readonly user?: { readonly name: string; readonly password: string; readonly mayWrite: string };
}

/** A real broker on a loopback port of its own. */
export class Mosquitto implements AsyncDisposable {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** @throws Error naming the package when it is not installed */
  static async start({ user }: MosquittoOptions = {}): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
    const port = await freeTcpPort();
    const lines = [`listener ${port} 127.0.0.1`, 'persistence false', 'log_type none'];
    if (user) {
      const passwords = join(folder, 'passwords');
      await writeFile(passwords, `${user.name}:${user.password}\n`);
      await finished(spawn('mosquitto_passwd', ['-U', passwords], { stdio: 'ignore' }));
      const acl = join(folder, 'acl');
      await writeFile(acl, `user ${user.name}\ntopic write ${user.mayWrite}\ntopic read #\n`);
      lines.push(
        'allow_anonymous false',
        `password_file ${passwords}`,
        `acl_file ${acl}`,
        `user ${process.env['USER'] ?? 'root'}`,
      );
    } else lines.push('allow_anonymous true');
    const file = join(folder, 'mosquitto.conf');
    await writeFile(file, `${lines.join('\n')}\n`);
    const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
    const started = new Mosquitto(port, folder, child);
    await Promise.race([
      started.answers(user),
      once(child, 'exit').then(([status]) => {
        throw new Error(`mosquitto ended at once with ${status}`);
      }),
      once(child, 'error').then(() => {
        throw new Error('This test needs a broker: install the Debian package mosquitto.');
      }),
    ]);
    return started;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** Stops it, as an outage; nothing is kept. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(user: MosquittoOptions['user']): Promise<void> {
    const login = user ? { username: user.name, password: user.password } : {};
    for (let i = 0; i < 100; i++) {
      const client = await connectAsync(this.url, { ...login, reconnectPeriod: 0 }).catch(() => undefined);
      if (client) return client.endAsync(true);
      await sleep(100);
    }
    throw new Error('mosquitto does not answer');
  }
}

async function finished(child: ChildProcess): Promise<void> {
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${child.spawnfile} ended with ${status}`);
}

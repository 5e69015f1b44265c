import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import type { AsteriskLine } from '../../../src/config/asterisk-line.js';
import { parseConfig } from '../../../src/config/load.js';
import { FIXTURES, readRecording } from '../../fixtures/labelled-calls.js';
import { repository } from '../../helpers/shipped.js';
import { freeTcpPort, freeUdpPort } from './ports.js';
import { AS_ELSEWHERE } from './priority.js';
import { eventually } from './tapped.js';

const PREFIX = `${repository}.cache/asterisk`;
const TEMPLATES = fileURLToPath(new URL('pbx/', import.meta.url));
const ROOT = `${PREFIX}/root`;
const LIB = `${ROOT}/usr/lib/x86_64-linux-gnu`;
const LOADER = `${LIB}/ld-linux-x86-64.so.2`;

/** Unpacks a real Asterisk from Debian into .cache, once: half a minute, nothing is installed on the machine. */
export function fetchAsterisk(): void {
  if (existsSync(`${PREFIX}/.complete`)) return;
  process.stderr.write('Fetching Asterisk (once) ...\n');
  execFileSync('bash', [fileURLToPath(new URL('get-asterisk.sh', import.meta.url)), PREFIX], {
    stdio: ['ignore', 2, 2],
  });
}

export interface AsteriskOptions {
  /** Modules that are not loaded, e.g. `chan_rtp.so`. */
  readonly without?: readonly string[];
}

type LineSettings = Partial<Omit<AsteriskLine, 'protect' | 'actions'>> & {
  readonly protect?: Partial<AsteriskLine['protect']>;
  readonly actions?: Partial<AsteriskLine['actions']>;
};

interface Ports {
  readonly sip: number;
  readonly http: number;
  readonly callee: number;
  readonly third: number;
  /** Where a phone would be that never answers. */
  readonly nobody: number;
}

/** A real Asterisk on loopback ports of its own. */
export class Asterisk implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    readonly ports: Ports,
    private child: ChildProcess,
  ) {}

  static async start(options: AsteriskOptions = {}): Promise<Asterisk> {
    fetchAsterisk();
    const folder = await mkdtemp(join(tmpdir(), 'asterisk-'));
    const [sip, callee, third, nobody] = await Promise.all([
      freeUdpPort(),
      freeUdpPort(),
      freeUdpPort(),
      freeUdpPort(),
    ]);
    const http = await freeTcpPort();
    await writeConfiguration(folder, { ...options, sip, http, callee, third, nobody });
    const pbx = new Asterisk(folder, { sip, http, callee, third, nobody }, launch(folder));
    await pbx.ready();
    return pbx;
  }

  get ari(): string {
    return `http://127.0.0.1:${this.ports.http}/ari`;
  }

  /** Where its accounts register over WebSocket. */
  get sipServer(): string {
    return `ws://127.0.0.1:${this.ports.http}/ws`;
  }

  /** The configuration of a line to this PBX. */
  line(settings: LineSettings = {}): AsteriskLine {
    const line = { kind: 'asterisk', url: this.ari, user: 'tap', password: 'tappass', ...settings };
    const [parsed] = parseConfig(JSON.stringify({ lines: [line] }), 'test').lines;
    if (parsed?.kind !== 'asterisk') throw new Error('no line');
    return parsed;
  }

  /** What a command of Asterisk's console answers. */
  async console(command: string): Promise<string> {
    const args = [...loaderArguments(), '-C', `${this.folder}/etc/asterisk.conf`, '-rx', command];
    const { stdout } = await promisify(execFile)(LOADER, args, { timeout: 10_000 });
    return stdout;
  }

  /** Asks ARI as the test's own user. */
  async ask(path: string, method = 'GET'): Promise<unknown> {
    const authorization = `Basic ${Buffer.from('tap:tappass').toString('base64')}`;
    const signal = AbortSignal.timeout(10_000);
    // A test that computes for seconds does not see that the PBX has closed a connection it kept: none is kept.
    const headers = { authorization, connection: 'close' };
    const response = await fetch(this.ari + path, { method, headers, signal });
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  }

  /** Channels and bridges of ours that are on the PBX. */
  async leftovers(): Promise<string[]> {
    const lists = [await this.ask('/channels'), await this.ask('/bridges')];
    return lists.flat().flatMap((item) => {
      const id = typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '';
      return id.startsWith('callwarden.') ? [id] : [];
    });
  }

  /** Ends every call and waits until they are gone, if it can be asked at all. */
  async hangUpAll(): Promise<void> {
    const none = async () => {
      const channels = await this.ask('/channels');
      return Array.isArray(channels) && channels.length === 0;
    };
    await this.console('channel request hangup all')
      .then(() => eventually(none, 'all channels are gone'))
      .catch(() => {});
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    this.child.kill(signal);
  }

  /** Ends it and starts it again with the same configuration and ports. */
  async restart(): Promise<void> {
    await this.end();
    this.child = launch(this.folder);
    await this.ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async ready(): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (this.child.exitCode !== null) throw new Error(`Asterisk ended at once, see ${this.folder}/log`);
      const answered = await this.ask('/asterisk/ping').catch(() => null);
      // While it boots it answers that it is not ready.
      if (JSON.stringify(answered).includes('pong')) return;
      await sleep(100);
    }
    throw new Error(`Asterisk does not answer, see ${this.folder}/log`);
  }
}

function loaderArguments(): string[] {
  return ['--library-path', `${LIB}:${LIB}/asterisk`, '--argv0', 'asterisk', `${ROOT}/usr/sbin/asterisk`];
}

function launch(folder: string): ChildProcess {
  const args = [...loaderArguments(), '-f', '-C', `${folder}/etc/asterisk.conf`];
  const child = spawn('nice', [...AS_ELSEWHERE, LOADER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(`${folder}/log`, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

async function writeConfiguration(folder: string, settings: AsteriskOptions & Ports): Promise<void> {
  const etc = `${folder}/etc`;
  for (const path of ['etc', 'moh', 'var/lib', 'var/spool/outgoing', 'var/log', 'var/cache', 'run']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const low = 20_000 + 400 * Math.floor(Math.random() * 30);
  const values: Record<string, string | number> = {
    RUN: folder,
    C: etc,
    L: LIB,
    R: ROOT,
    SIP_PORT: settings.sip,
    HTTP_PORT: settings.http,
    CALLEE_PORT: settings.callee,
    THIRD_PORT: settings.third,
    NOBODY_PORT: settings.nobody,
    RTP_LO: low,
    RTP_HI: low + 398,
    ARI_USER: 'tap',
    ARI_PASS: 'tappass',
    MODULES: (settings.without ?? []).map((module) => `noload = ${module}`).join('\n'),
  };
  for (const name of await readdir(TEMPLATES)) {
    const template = await readFile(join(TEMPLATES, name), 'utf8');
    const text = template.replace(/@([A-Z_]+)@/g, (_, key: string) => String(values[key] ?? ''));
    await writeFile(join(etc, name), text);
  }
  const { header, samples } = await readRecording(new URL('noise/hold-music.wav', FIXTURES));
  if (header.sampleRateHz !== 8000) throw new Error('music on hold has to be 8 kHz');
  await writeFile(join(folder, 'moh/music.ulaw'), encodeMuLaw(samples[0] ?? new Int16Array(0)));
  // Asterisk warns of files that are not there.
  const empty = [
    'musiconhold',
    'confbridge',
    'features',
    'stasis',
    'sorcery',
    'cdr',
    'cel',
    'udptl',
    'acl',
    'ccss',
  ];
  for (const name of [
    ...empty,
    'chan_websocket',
    'websocket_client',
    'indications',
    'manager',
    'pjproject',
  ]) {
    await writeFile(join(etc, `${name}.conf`), '', { flag: 'a' });
  }
}

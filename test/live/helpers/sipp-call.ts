import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Asterisk } from './asterisk.js';
import { PhoneEar } from './phone-ear.js';
import { freeMediaPort, freeUdpPort, listeningAt } from './ports.js';
import { AS_ELSEWHERE } from './priority.js';
import { eventually } from './tapped.js';

export interface CallOptions {
  /** How long the caller talks before it hangs up, ms; some scenarios know it themselves. */
  readonly durationMs?: number;
  /** What each says: mu-law bytes, 8 kHz. Without a caller the other phones wait for one. */
  readonly caller?: Uint8Array;
  readonly callee: Uint8Array;
  /** Dialled number (default 600: the callee). */
  readonly extension?: string;
  /** Scenario of each side, in `sipp/`. */
  readonly scenarios?: { readonly caller?: string; readonly callee?: string };
  /** A third phone, which answers 601: what it says. */
  readonly third?: Uint8Array;
  /** Calls at once (default 1). */
  readonly calls?: number;
}

/** One call (or several) from sipp to sipp through the PBX, with real RTP both ways. */
export interface PlacedCall extends AsyncDisposable {
  readonly callerEar: PhoneEar;
  readonly calleeEar: PhoneEar;
  /** When both phones have hung up. Rejects when SIP went wrong. */
  readonly ended: Promise<void>;
  /** Waits until both phones hear the other: SIP has said all it has to say, and sipp may be hung up on. */
  talking(): Promise<void>;
}

export async function placeCall(pbx: Asterisk, options: CallOptions): Promise<PlacedCall> {
  const folder = await mkdtemp(join(tmpdir(), 'sipp-'));
  const callerEar = await PhoneEar.open();
  const calleeEar = await PhoneEar.open();
  const calls = options.calls ?? 1;
  const phone = async (
    side: 'caller' | 'callee' | 'third',
    audio: Uint8Array,
    ear: PhoneEar,
    args: readonly string[],
  ): Promise<ChildProcess> => {
    const scenario =
      (side === 'third' ? undefined : options.scenarios?.[side]) ?? (side === 'caller' ? side : 'callee');
    const template = await readFile(fileURLToPath(new URL(`sipp/${scenario}.xml`, import.meta.url)), 'utf8');
    const sound = join(folder, `${side}.ul`);
    await writeFile(sound, audio);
    const file = join(folder, `${side}.xml`);
    await writeFile(
      file,
      template.replaceAll('@AUDIO@', sound).replaceAll('@LISTEN_PORT@', String(ear.port)),
    );
    const mediaPort = await freeMediaPort();
    const common = ['-sf', file, '-i', '127.0.0.1', '-mi', '127.0.0.1', '-m', String(calls), '-nostdin'];
    const media = ['-mp', String(mediaPort), '-trace_err', '-error_file', `${file}.err`];
    return spawn('nice', [...AS_ELSEWHERE, 'sipp', ...args, ...common, ...media], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  };
  const { sip, callee: calleePort, third: thirdPort } = pbx.ports;
  const answering = async (
    side: 'callee' | 'third',
    audio: Uint8Array,
    port: number,
  ): Promise<ChildProcess> => {
    const child = await phone(side, audio, calleeEar, ['-p', String(port)]);
    // A phone that is not there yet misses the first INVITE, and Asterisk takes ever longer to send it again.
    await Promise.race([listeningAt(port), finished(child, folder)]);
    return child;
  };
  const called = [await answering('callee', options.callee, calleePort)];
  if (options.third) called.push(await answering('third', options.third, thirdPort));
  const caller = options.caller && [
    await phone('caller', options.caller, callerEar, [
      `127.0.0.1:${sip}`,
      ...['-s', options.extension ?? '600', '-p', String(await freeUdpPort())],
      ...['-d', String(options.durationMs ?? 0), '-l', String(calls), '-r', String(calls)],
    ]),
  ];
  let disposed = false;
  let over = false;
  const phones = [...(caller ?? []), ...called];
  const ended = Promise.all(phones.map((child) => finished(child, folder))).then(() => {
    over = true;
  });
  // Said at once: a test that waits for the call would only see that it does not come.
  ended.catch((error: unknown) => {
    if (!disposed) process.stderr.write(`${error}\n`);
  });
  return {
    callerEar,
    calleeEar,
    ended,
    talking: () =>
      eventually(
        () => callerEar.packets.length > 10 && calleeEar.packets.length > 10,
        'both phones hear the other',
      ),
    async [Symbol.asyncDispose]() {
      disposed = true;
      // The PBX would go on with phones that are killed, and the next test find their call.
      if (!over) await pbx.hangUpAll();
      for (const child of phones) child.kill('SIGKILL');
      await ended.catch(() => {});
      await Promise.all([callerEar[Symbol.asyncDispose](), calleeEar[Symbol.asyncDispose]()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function finished(child: ChildProcess, folder: string): Promise<void> {
  const [status] = await once(child, 'exit');
  if (status === 0) return;
  const errors = await Promise.all(
    ['caller', 'callee', 'third'].map((side) =>
      readFile(join(folder, `${side}.xml.err`), 'utf8').catch(() => ''),
    ),
  );
  throw new Error(`sipp ended with ${status}: ${errors.join('\n').slice(0, 2000)}`);
}

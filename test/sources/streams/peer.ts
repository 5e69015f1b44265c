import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Value from 'typebox/value';
import WebSocket from 'ws';
import type { Frame } from '../../../src/audio/frame.js';
import type { Party } from '../../../src/audio/party.js';
import { StreamsLine } from '../../../src/config/streams-line.js';
import type { CallwardenError } from '../../../src/errors.js';
import type { LiveCall } from '../../../src/sources/call-source.js';
import type { MayListen } from '../../../src/sources/listening-policy.js';
import { StreamSource } from '../../../src/sources/streams/stream-source.js';

/** A stream server on free ports, and what it told and took. */
export interface Listening extends AsyncDisposable {
  readonly source: StreamSource;
  /** `ws://127.0.0.1:port` */
  readonly url: string;
  readonly tcpPort: number;
  readonly faults: { readonly code: CallwardenError['code']; readonly peer: string }[];
  /** The next call that begins. */
  nextCall(): Promise<LiveCall>;
}

export async function listening(
  settings: Partial<StreamsLine> = {},
  mayListen?: MayListen,
): Promise<Listening> {
  const faults: { code: CallwardenError['code']; peer: string }[] = [];
  const source = new StreamSource(
    lineOf({ port: 0, audioSocketPort: 0, ...settings }),
    ({ code }, peer) => void faults.push({ code, peer }),
    mayListen,
  );
  const ports = await source.listen();
  const calls = source.calls(new AbortController().signal)[Symbol.asyncIterator]();
  return {
    source,
    url: `ws://127.0.0.1:${ports.websocket}`,
    tcpPort: ports.audioSocket ?? 0,
    faults,
    nextCall: async () => {
      const next = await calls.next();
      if (next.done) throw new Error('The source has ended.');
      return next.value;
    },
    [Symbol.asyncDispose]: () => source.close(),
  };
}

export function lineOf(settings: Partial<StreamsLine>): StreamsLine {
  const line = Value.Default(StreamsLine, { kind: 'streams', ...settings });
  if (!Value.Check(StreamsLine, line)) throw new Error('The settings of this test are not valid.');
  return line;
}

export async function dial(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers });
  await once(socket, 'open');
  return socket;
}

/** The code and the reason with which the server closes. */
export async function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: String(reason) };
}

/** The answer to an upgrade that is refused. */
export function refused(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => reject(new Error('It was let in.')));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
}

export async function dialTcp(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends messages one after the other, `everyMs` apart (0: at once). */
export async function replay(
  socket: WebSocket,
  messages: Iterable<string | Uint8Array>,
  everyMs = 0,
): Promise<void> {
  for (const message of messages) {
    socket.send(message);
    if (everyMs > 0) await pause(everyMs);
  }
}

export async function collect(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** One party's samples, joined. */
export function voice(frames: readonly Frame[], party: Party): Int16Array {
  return Int16Array.from(frames.filter((one) => one.party === party).flatMap(({ samples }) => [...samples]));
}

/** 16-bit samples of a sine. */
export function tone(hz: number, rateHz: number, ms: number, amplitude = 8000): Int16Array {
  const length = Math.round((rateHz * ms) / 1000);
  return Int16Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

/** How strong a tone is in 16 kHz samples: its amplitude. */
export function strength(samples: Int16Array, hz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / 16_000);
    im += sample * Math.sin((2 * Math.PI * hz * i) / 16_000);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}

/** Waits until something is so; a test that waits in vain fails by the runner's time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

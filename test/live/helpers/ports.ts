import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { eventually } from './tapped.js';

/** Below the ports that the kernel gives to whoever asks for any: one that is free now stays free until it is used. */
const SIGNALLING = { low: 10_000, high: 14_998 };
/** Apart from the others: sipp ends when its media meets a port that somebody is to listen at later. */
const MEDIA = { low: 15_000, high: 19_996 };

/** Waits until somebody listens at a UDP port of the loopback address. */
export async function listeningAt(port: number): Promise<void> {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const bound = async () => (await readFile('/proc/net/udp', 'utf8')).includes(address);
  await eventually(bound, `somebody listens at ${port}`);
}

/** An even UDP port of the loopback address that is free now. */
export function freeUdpPort(): Promise<number> {
  return freePort(SIGNALLING, bindable);
}

/** A UDP port for sound that is free now, and so is the second next one: sipp takes that for video. */
export function freeMediaPort(): Promise<number> {
  return freePort(MEDIA, async (port) => {
    await bindable(port);
    await bindable(port + 2);
  });
}

/** A TCP port of the loopback address that is free now. */
export function freeTcpPort(): Promise<number> {
  return freePort(SIGNALLING, async (port) => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
}

async function bindable(port: number): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

async function freePort(
  { low, high }: typeof MEDIA,
  tryIt: (port: number) => Promise<void>,
): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    // Multiples of four: the second next port is nobody's first one.
    const port = low + 4 * Math.floor((Math.random() * (high - low)) / 4);
    const free = await tryIt(port).then(
      () => true,
      () => false,
    );
    if (free) return port;
  }
  throw new Error('no free port');
}

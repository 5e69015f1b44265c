import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { eventually } from './tapped.js';

/** Below the ports that the kernel gives to whoever asks for any: one that is free now stays free until it is used. */
const LOW = 10_000;
const HIGH = 19_998;

/** Waits until somebody listens at a UDP port of the loopback address. */
export async function listeningAt(port: number): Promise<void> {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const bound = async () => (await readFile('/proc/net/udp', 'utf8')).includes(address);
  await eventually(bound, `somebody listens at ${port}`);
}

/** An even UDP port of the loopback address that is free now. */
export function freeUdpPort(): Promise<number> {
  return freePort(async (port) => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, '127.0.0.1', resolve);
    });
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  });
}

/** A TCP port of the loopback address that is free now. */
export function freeTcpPort(): Promise<number> {
  return freePort(async (port) => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
}

async function freePort(tryIt: (port: number) => Promise<void>): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOW + 2 * Math.floor((Math.random() * (HIGH - LOW)) / 2);
    const free = await tryIt(port).then(
      () => true,
      () => false,
    );
    if (free) return port;
  }
  throw new Error('no free port');
}

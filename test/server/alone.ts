import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { repository } from '../helpers/shipped.js';

// Run inside a network of its own by serve.test.ts: starts the service, waits for the alert of its sample, and tells which
// peers any socket of this network ever had.

const child = spawn(process.execPath, [`${repository}dist/main.js`, 'serve', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
let stdout = '';
child.stdout.on('data', (chunk) => {
  stdout += chunk;
});

/** Addresses at the other end of all TCP and UDP sockets of this network: proc(5), bytes of the address backwards. */
function peersNow(): string[] {
  return ['tcp', 'udp'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((row) => / [0-9A-F]{8}:[0-9A-F]{4} ([0-9A-F]{8}):/.exec(row)?.[1] ?? [])
      .map((hex) => Buffer.from(hex, 'hex').reverse().join('.'))
      .filter((peer) => peer !== '0.0.0.0'),
  );
}

const peers = new Set<string>();
const watch = setInterval(() => {
  for (const peer of peersNow()) peers.add(peer);
}, 50);
while (!stdout.includes('THIS LOOKS LIKE A SCAM')) {
  if (child.exitCode !== null) throw new Error(stdout);
  await pause(50);
}
const base = /at (http:\S+)\/\n/.exec(stdout)?.[1];
const get = async (path: string): Promise<string> => (await fetch(`${base}/api/v1${path}`)).text();
const { calls } = JSON.parse(await get('/calls'));
const { egress } = JSON.parse(await get('/health'));
child.kill('SIGTERM');
const [status] = await once(child, 'close');
clearInterval(watch);
const { level } = calls[0];
const interfaces = Object.keys(networkInterfaces());
process.stdout.write(
  JSON.stringify({ level, status, refused: egress.refused, interfaces, peers: [...peers] }),
);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callwarden, eventsOf } from '../helpers/command.js';
import { recorderPlaying } from '../helpers/recorder.js';
import { fixture, repository } from '../helpers/shipped.js';
import { addressesIn, traced, withoutNetwork } from '../helpers/sockets.js';
import { testFolder } from '../sources/microphone/sound-card.js';

const folder = testFolder();

/** Starts a command of ours under the trace. */
function started(file: string, command: readonly string[], env: NodeJS.ProcessEnv) {
  const [program = '', ...args] = [...traced(file), process.execPath, `${repository}dist/main.js`];
  // A group of its own: strace passes no signal on.
  const child = spawn(program, [...args, ...command], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const exit = once(child, 'exit');
  return {
    output: () => output,
    stop: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await exit;
    },
  };
}

describe('what goes out on the network, as the kernel sees it', { timeout: 180_000 }, () => {
  it('the trace sees what is sent: connections, look-ups of names, datagrams', async () => {
    const file = join(folder, 'control');
    const [program = '', ...args] = traced(file);
    const script = `import net from 'node:net'; import dgram from 'node:dgram';
net.connect(9, '127.0.0.1').on('error', () => {});
const socket = dgram.createSocket('udp4');
socket.send('x', 9, '127.0.0.2', () => socket.close());`;
    const child = spawn(program, [...args, process.execPath, '--input-type=module', '-e', script]);
    await once(child, 'exit');
    expect((await addressesIn(file)).sort()).toEqual(['127.0.0.1:9', '127.0.0.2:9']);
    // As strace writes it; not every machine of the tests has IPv6.
    const six = `connect(18, {sa_family=AF_INET6, sin6_port=htons(9), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0`;
    await writeFile(file, six);
    expect(await addressesIn(file)).toEqual(['[::1]:9']);
  });

  it('a recorded call is heard, judged and alerted without a single packet, engines included', async () => {
    const file = join(folder, 'analyze');
    const args = ['analyze', '--json', fixture('scam-tech-support-remote-access')];
    const result = await callwarden(args, { wrap: [...withoutNetwork(), ...traced(file)] });
    expect(eventsOf(result).some((event) => event.type === 'alert' && event.level === 'scam')).toBe(true);
    expect(await addressesIn(file)).toEqual([]);
  });

  it('the service shows a sample call and its alert, and calls nobody', async () => {
    const file = join(folder, 'serve');
    const service = started(file, ['serve', '--port', '0'], { CALLWARDEN_DATA: join(folder, 'data') });
    await expect.poll(service.output, { timeout: 150_000 }).toContain('THIS LOOKS LIKE A SCAM');
    await service.stop();
    expect(await addressesIn(file)).toEqual([]);
  });

  it('listening connects to the web hook that is configured, and to nothing else', async () => {
    const received: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      received.push(body);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `http://127.0.0.1:${address.port}/`;
    const config = join(folder, 'callwarden.yaml');
    await writeFile(config, JSON.stringify({ alerts: { sinks: [{ kind: 'webhook', url }] } }));
    await recorderPlaying(folder, {
      call: 'scam-bank-safe-account',
      seconds: 60,
      pace: 2,
      afterwards: 'setInterval(() => {}, 1000);',
    });

    const file = join(folder, 'listen');
    const listening = started(file, ['listen', '--json', '--config', config], {
      PATH: `${folder}:/usr/bin:/bin`,
    });
    await expect.poll(() => received.length, { timeout: 120_000 }).toBeGreaterThan(0);
    await listening.stop();
    server.close();
    expect(JSON.parse(received[0] ?? '')).toMatchObject({ event: 'alert', line: 'microphone' });
    expect(listening.output()).not.toContain('CW_EGRESS_REFUSED');
    expect(await addressesIn(file)).toEqual([`127.0.0.1:${address.port}`]);
  });
});

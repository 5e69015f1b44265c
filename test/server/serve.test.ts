import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/load.js';
import { Store } from '../../src/store/store.js';
import { callwarden } from '../helpers/command.js';
import { repository } from '../helpers/shipped.js';
import { emptyFolder, startServe } from './serve-process.js';

const who = { role: 'tool' } as const;

function openData(folder: string): Store {
  return Store.open({ ...defaultConfig().store, file: join(folder, 'callwarden.db') }, { env: {} });
}

describe('callwarden serve, started with nothing', { timeout: 240_000 }, () => {
  it('plays a sample that alerts at the terminal and over the API, and finishes it when it is stopped', async () => {
    const data = emptyFolder();
    const serve = startServe(['--port', '0'], { data });
    const base = await serve.address();
    const ready = async () => (await fetch(`${base}/readyz`)).status;
    expect(await ready()).toBe(503);
    await serve.says('suspicious');
    expect(await ready()).toBe(200);
    await serve.says('THIS LOOKS LIKE A SCAM');
    const { calls } = JSON.parse(await (await fetch(`${base}/api/v1/calls`)).text());
    expect(calls).toMatchObject([{ line: 'sample', state: 'live', level: 'scam', category: 'bank' }]);
    const stream = await fetch(`${base}/api/v1/events?callId=${calls[0].callId}`);

    serve.child.kill('SIGTERM');
    expect(await serve.ended).toBe(0);
    expect(serve.stdout()).toMatch(/Stopping[\s\S]*Result {3}■ scam/);
    expect(await stream.text()).toContain('call-ended');
    await using store = openData(data);
    const kept = store.call(calls[0].callId, who);
    expect(kept).toMatchObject({ highest: 'scam', interrupted: false });
    expect(kept?.alerts.map(({ level }) => level)).toEqual(['suspicious', 'scam']);
    expect(kept?.endedAt).not.toBeNull();
  });

  it('ends at once when it is told twice', async () => {
    const serve = startServe();
    await serve.says('suspicious');
    serve.child.kill('SIGINT');
    await serve.says('Stopping');
    serve.child.kill('SIGINT');
    expect([0, 130]).toContain(await serve.ended);
  });

  it('ends when it is stopped before its models are there', async () => {
    const serve = startServe();
    await serve.address();
    serve.child.kill('SIGTERM');
    expect(await serve.ended).toBe(0);
    expect(serve.stdout()).toContain('Stopping');
  });

  it('ends at its deadline, and says what was cut off, when an engine hangs', async () => {
    const data = emptyFolder();
    writeFileSync(join(data, 'c.yaml'), 'server: { stopSeconds: 1 }\n');
    const serve = startServe(['--port', '0', '--config', join(data, 'c.yaml')], { data });
    // The first start is shown a sample only without a line; a configuration without one is the same.
    await serve.says('suspicious');
    // The fault: the engine processes stop answering.
    const engines = execFileSync('pgrep', ['-P', String(serve.child.pid)], { encoding: 'utf8' });
    for (const pid of engines.trim().split('\n')) process.kill(Number(pid), 'SIGSTOP');
    await pause(1500);
    serve.child.kill('SIGTERM');
    expect(await serve.ended).toBe(75);
    expect(serve.stderr()).toContain('1 calls were cut off. [CW_SERVER_STOPPED_LATE]');
    await using store = openData(data);
    expect(store.history().calls).toHaveLength(1);
  });

  it('plays none when it is told so, or when a line is configured', async () => {
    const serve = startServe(['--port', '0', '--no-sample']);
    const base = await serve.address();
    while ((await fetch(`${base}/readyz`)).status !== 200) await pause(50);
    expect(await (await fetch(`${base}/api/v1/calls`)).json()).toEqual({ calls: [] });
    serve.child.kill('SIGTERM');
    expect(await serve.ended).toBe(0);
  });
});

describe('a start that cannot be', { timeout: 120_000 }, () => {
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}, wrap: readonly string[] = []) =>
    callwarden(['serve', ...args], { env: { CALLWARDEN_DATA: emptyFolder(), ...env }, wrap });

  function configured(text: string): string {
    const file = join(emptyFolder(), 'config.yaml');
    writeFileSync(file, text);
    return file;
  }

  const sentence = (code: string) => new RegExp(`^callwarden: [^\\n]+ \\[${code}\\]\\n$`, 'm');

  it('says that the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = server.address();
    const port = taken !== null && typeof taken === 'object' ? taken.port : 0;
    const { status, stderr } = await start(['--port', String(port)]);
    server.close();
    expect(status).toBe(69);
    expect(stderr).toMatch(sentence('CW_SERVER_PORT_TAKEN'));
  });

  it('says that the address is not one of this machine', async () => {
    const config = configured('server:\n  tokens:\n    - token: 0123456789abcdef0123\n');
    const { status, stderr } = await start(['--host', '192.0.2.7', '--port', '0', '--config', config]);
    expect(status).toBe(69);
    expect(stderr).toMatch(sentence('CW_SERVER_ADDRESS'));
  });

  it('does not open itself to others without a token', async () => {
    const { status, stderr } = await start(['--host', '0.0.0.0', '--port', '0']);
    expect(status).toBe(78);
    expect(stderr).toMatch(sentence('CW_SERVER_TOKEN_NEEDED'));
  });

  it('says which token cannot be read', async () => {
    const config = configured('server:\n  tokens:\n    - name: hall\n      tokenFile: /nowhere/token\n');
    const { status, stderr } = await start(['--port', '0', '--config', config]);
    expect(status).toBe(78);
    expect(stderr).toContain('"hall"');
    expect(stderr).toMatch(sentence('CW_SERVER_TOKEN_UNREADABLE'));
  });

  it('names the key, the line and what is allowed in a broken configuration', async () => {
    const config = configured('server:\n  prot: 80\n');
    const { status, stderr } = await start(['--config', config]);
    expect(status).toBe(78);
    expect(stderr).toMatch(/line 2: server\.prot is not a known key \(allowed here: host, port/);
  });

  it('does not start with an ear that hears recordings only', async () => {
    const { status, stderr } = await start(['--port', '0', '--ear', 'ear-en-ggml']);
    expect(status).toBe(78);
    expect(stderr).toMatch(sentence('CW_CONFIG_INVALID'));
  });

  it('says that the database is damaged', async () => {
    const data = emptyFolder();
    writeFileSync(join(data, 'callwarden.db'), 'this was a database once'.repeat(500));
    const { status, stderr } = await start(['--port', '0'], { CALLWARDEN_DATA: data });
    expect(status).toBe(65);
    expect(stderr).toMatch(sentence('CW_STORE_BROKEN'));
  });

  it('says that the disk is full', async ({ skip }) => {
    const mount = emptyFolder();
    const own = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=4k tmpfs ${mount} && exec "$0" "$@"`];
    if (spawnSync('unshare', ['-rm', 'true']).status !== 0)
      skip('this machine lets nobody mount a small disk of their own (unshare -rm)');
    const { status, stderr } = await start(['--port', '0'], { CALLWARDEN_DATA: mount }, own);
    expect(stderr).toMatch(sentence('CW_STORE_FULL'));
    expect(status).toBe(74);
  });

  it('says that a model is missing, and how to get it', async () => {
    const { status, stderr } = await start(['--port', '0', '--ear', 'no-such-ear']);
    expect(stderr).toMatch(sentence('CW_MODEL_MISSING'));
    expect(status).toBeGreaterThanOrEqual(64);
  });

  it('says that the data folder cannot be written', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'file'), '');
    const { status, stderr } = await start(['--port', '0'], { CALLWARDEN_DATA: join(folder, 'file') });
    expect(stderr).toMatch(sentence('CW_STORE_UNWRITABLE'));
    expect(status).toBe(73);
  });
});

describe('the service in an empty network', { timeout: 240_000 }, () => {
  it('serves, plays a sample and alerts where there is no network but itself', ({ skip }) => {
    if (spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status !== 0)
      skip('this machine lets nobody make a network of their own (unshare -rn, ip)');
    const data = emptyFolder();
    mkdirSync(join(data, 'home'));
    const result = spawnSync(
      'unshare',
      [
        '-rn',
        'sh',
        '-c',
        `ip link set lo up && exec "$0" --import tsx ${repository}test/server/alone.ts`,
        process.execPath,
      ],
      { cwd: repository, env: { ...process.env, CALLWARDEN_DATA: data, NO_COLOR: '1' }, encoding: 'utf8' },
    );
    expect(result.stderr).toBe('');
    const told = JSON.parse(result.stdout);
    expect(told).toMatchObject({ level: 'scam', status: 0, refused: 0 });
    expect(told.interfaces).toEqual(['lo']);
    expect(told.peers.filter((peer: string) => peer !== '127.0.0.1')).toEqual([]);
    expect(readFileSync(join(data, 'callwarden.db')).length).toBeGreaterThan(0);
  });
});

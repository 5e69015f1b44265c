import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../helpers/shipped.js';
import { noise, scratch } from './helpers.js';
import { cutAfter, fallsSilent, HubServer, status } from './hub-server.js';

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `callwarden` from source, as a person would. */
function callwarden(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(repository, 'src/main.ts'), ...args], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
    // The test "stopped by Ctrl-C" waits for nothing else.
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
    if (env['STOP_AT'] !== undefined && err.includes(env['STOP_AT'])) child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, out, err }));
  });
}

const REPO = 'ggerganov/whisper.cpp';
const BODY = noise(300_000);

async function setUp(): Promise<{ hub: HubServer; env: Record<string, string>; folder: string }> {
  const hub = await HubServer.start({ 'ggml-tiny.en.bin': BODY }, REPO);
  const folder = join(await scratch(), 'models');
  return { hub, folder, env: { CALLWARDEN_MODELS: folder, CALLWARDEN_MODEL_HUB: hub.url, NO_COLOR: '1' } };
}

/** State of a model in `models list`. */
function stateOf(name: string, out: string): string | undefined {
  return out
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.split(/\s+/)
    .at(-1);
}

describe('callwarden models', () => {
  test('list, pull over a bad line, list, verify, damage, verify, pull, remove', async () => {
    const { hub, env, folder } = await setUp();
    const before = await callwarden(['models', 'list'], env);
    expect(before.exit).toBe(0);
    expect(stateOf('silero-vad', before.out)).toBe('shipped');
    expect(stateOf('ggml-tiny.en', before.out)).toBe('available');
    expect(before.out).toContain(folder);

    hub.misbehave(status(503), cutAfter(100_000));
    const pulled = await callwarden(['models', 'pull', 'ggml-tiny.en'], env);
    expect(pulled.err).toContain('answers 503; trying again in');
    expect(pulled.err).toContain('100 % of 0.3 MB');
    expect(pulled.err).not.toContain('signature');
    expect(pulled.out).toContain('ggml-tiny.en is ready in');
    expect(pulled.exit).toBe(0);
    expect((await readdir(join(folder, 'ggml-tiny.en'))).sort()).toEqual(['card.json', 'ggml-tiny.en.bin']);

    expect(stateOf('ggml-tiny.en', (await callwarden(['models'], env)).out)).toBe('installed');
    expect((await callwarden(['models', 'verify', 'ggml-tiny.en'], env)).exit).toBe(0);

    await writeFile(join(folder, 'ggml-tiny.en/ggml-tiny.en.bin'), noise(300_000, 9));
    const damaged = await callwarden(['models', 'verify', 'ggml-tiny.en'], env);
    expect(damaged.exit).toBe(65);
    expect(damaged.out).toContain('ggml-tiny.en.bin does not have the SHA-256 of its card');
    expect(damaged.out).toContain('`callwarden models pull ggml-tiny.en`');
    expect((await callwarden(['models', 'pull', 'ggml-tiny.en'], env)).exit).toBe(0);
    expect((await callwarden(['models', 'verify', 'ggml-tiny.en'], env)).exit).toBe(0);

    expect((await callwarden(['models', 'remove', 'ggml-tiny.en'], env)).exit).toBe(0);
    expect((await callwarden(['models', 'remove', 'ggml-tiny.en'], env)).exit).toBe(66);
    // The pin outlives the model.
    expect(await readFile(join(folder, 'models.lock.json'), 'utf8')).toContain('ggml-tiny.en');
  });

  test('Ctrl-C during a pull leaves a part and nothing else, and the next pull goes on', async () => {
    const { hub, env, folder } = await setUp();
    hub.misbehave(fallsSilent);
    const stopped = await callwarden(['models', 'pull', 'ggml-tiny.en'], { ...env, STOP_AT: '0 %' });
    expect(stopped.exit).toBe(130);
    expect(stopped.err).toContain('[CW_ABORTED]');
    const { out } = await callwarden(['models', 'list', '--json'], env);
    const listed: { name: string; state: string }[] = JSON.parse(out);
    expect(listed.find(({ name }) => name === 'ggml-tiny.en')?.state).toBe('available');
    expect((await callwarden(['models', 'pull', 'ggml-tiny.en'], env)).exit).toBe(0);
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
  });

  test('a mirror without encryption is refused by name, and a name outside the catalogue too', async () => {
    const { env } = await setUp();
    const plain = await callwarden(
      ['models', 'pull', 'ggml-tiny.en', '--from', 'http://mirror.invalid'],
      env,
    );
    expect(plain.exit).toBe(77);
    expect(plain.err).toContain('--insecure');
    const unknown = await callwarden(['models', 'pull', 'ggml-huge'], env);
    expect(unknown.exit).toBe(66);
    expect(unknown.err).toContain('It has: whisper-tiny.en');
  });

  test('a damaged card is shown as such', async () => {
    const { env, folder } = await setUp();
    await mkdir(join(folder, 'broken'), { recursive: true });
    await writeFile(join(folder, 'broken/card.json'), '{');
    expect(stateOf('broken', (await callwarden(['models', 'list'], env)).out)).toBe('damaged');
  });
});

describe('callwarden doctor', () => {
  test('lists its checks for scripts, and the words and the status agree', async () => {
    const { env, folder } = await setUp();
    const { out, exit } = await callwarden(['doctor', '--json'], env);
    const report: { status: string; findings: { id: string; status: string; detail: string }[] } =
      JSON.parse(out);
    const byId = new Map(report.findings.map((finding) => [finding.id, finding]));
    for (const id of [
      'node',
      'cpu',
      'cores',
      'config',
      'sherpa-onnx-node',
      'node-llama-cpp',
      'model-vad',
      'ports',
    ]) {
      expect([id, byId.has(id)]).toEqual([id, true]);
    }
    expect(byId.get('sherpa-onnx-node')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/\d+\.\d+/),
    });
    expect(byId.get('node-llama-cpp')).toMatchObject({ status: 'ok' });
    expect(byId.get('model-vad')?.status).toBe('ok');
    expect(byId.get('data-folder')?.detail).toContain(folder);
    expect(exit).toBe(report.findings.some((finding) => finding.status === 'fail') ? 1 : 0);
  });

  test('a bad configuration fails with its line, and the other checks are still made', async () => {
    const { env } = await setUp();
    const file = join(await scratch(), 'callwarden.yaml');
    await writeFile(file, 'speech:\n  treshold: 0.5\n');
    const { out, exit } = await callwarden(['doctor', '--config', file], env);
    expect(exit).toBe(1);
    expect(out).toMatch(/FAIL\s+Configuration .*line 2/);
    expect(out).toContain('Voice activity');
  });
});

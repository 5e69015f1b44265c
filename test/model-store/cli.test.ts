import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type CommandResult, callwarden } from '../helpers/command.js';
import { repository } from '../helpers/shipped.js';
import { noise, scratch } from './helpers.js';
import { cutAfter, fallsSilent, HubServer, status } from './hub-server.js';

/** Runs `callwarden` and sends it SIGINT, as Ctrl-C does, once it has said `words`. */
async function interrupted(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  words: string,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [join(repository, 'dist/main.js'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    if (stderr.includes(words)) child.kill('SIGINT');
  });
  const [status] = await once(child, 'close');
  return { status, stdout: '', stderr };
}

const REPO = 'ggerganov/whisper.cpp';
const BODY = noise(300_000);

async function setUp(): Promise<{ hub: HubServer; env: Record<string, string>; folder: string }> {
  const hub = await HubServer.start({ 'ggml-tiny.en.bin': BODY }, REPO);
  const folder = join(await scratch(), 'models');
  return { hub, folder, env: { CALLWARDEN_MODELS: folder, CALLWARDEN_MODEL_HUB: hub.url } };
}

/** State of a model in `models list`. */
function stateOf(name: string, listing: string): string | undefined {
  return listing
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.split(/\s+/)
    .at(-1);
}

// Each command is a process of its own, and starts slowly on a machine that is busy with the other tests.
vi.setConfig({ testTimeout: 180_000 });

describe('callwarden models', () => {
  test('list, pull over a bad line, list, verify, damage, verify, pull, remove', async () => {
    const { hub, env, folder } = await setUp();
    const before = await callwarden(['models', 'list'], { env });
    expect(before.status).toBe(0);
    expect(stateOf('silero-vad', before.stdout)).toBe('shipped');
    expect(stateOf('ggml-tiny.en', before.stdout)).toBe('available');
    expect(before.stdout).toContain(folder);

    hub.misbehave(status(503), cutAfter(100_000));
    const pulled = await callwarden(['models', 'pull', 'ggml-tiny.en'], { env });
    expect(pulled.stderr).toContain('answers 503; trying again in');
    expect(pulled.stderr).toContain('100 % of 0.3 MB');
    expect(pulled.stderr).not.toContain('signature');
    expect(pulled.stdout).toContain('ggml-tiny.en is ready in');
    expect(pulled.status).toBe(0);
    expect((await readdir(join(folder, 'ggml-tiny.en'))).sort()).toEqual(['card.json', 'ggml-tiny.en.bin']);

    expect(stateOf('ggml-tiny.en', (await callwarden(['models'], { env })).stdout)).toBe('installed');

    await writeFile(join(folder, 'ggml-tiny.en/ggml-tiny.en.bin'), noise(300_000, 9));
    const damaged = await callwarden(['models', 'verify', 'ggml-tiny.en'], { env });
    expect(damaged.status).toBe(65);
    expect(damaged.stdout).toContain('ggml-tiny.en.bin does not have the SHA-256 of its card');
    expect(damaged.stdout).toContain('`callwarden models pull ggml-tiny.en`');
    expect((await callwarden(['models', 'pull', 'ggml-tiny.en'], { env })).status).toBe(0);
    expect((await callwarden(['models', 'verify', 'ggml-tiny.en'], { env })).status).toBe(0);

    expect((await callwarden(['models', 'remove', 'ggml-tiny.en'], { env })).status).toBe(0);
    // The pin outlives the model.
    expect(await readFile(join(folder, 'models.lock.json'), 'utf8')).toContain('ggml-tiny.en');
  });

  test('Ctrl-C during a pull leaves a part and nothing else, and the next pull goes on', async () => {
    const { hub, env, folder } = await setUp();
    hub.misbehave(fallsSilent);
    const stopped = await interrupted(['models', 'pull', 'ggml-tiny.en'], env, '0 %');
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain('[CW_ABORTED]');
    const { stdout } = await callwarden(['models', 'list', '--json'], { env });
    const listed: { name: string; state: string }[] = JSON.parse(stdout);
    expect(listed.find(({ name }) => name === 'ggml-tiny.en')?.state).toBe('available');
    expect((await callwarden(['models', 'pull', 'ggml-tiny.en'], { env })).status).toBe(0);
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
  });

  test('a mirror without encryption is refused by name, and a name outside the catalogue too', async () => {
    const { env } = await setUp();
    const plain = await callwarden(
      ['models', 'pull', 'ggml-tiny.en', '--from', 'http://mirror.invalid'],
      env,
    );
    expect(plain.status).toBe(77);
    expect(plain.stderr).toContain('--insecure');
    const unknown = await callwarden(['models', 'pull', 'ggml-huge'], { env });
    expect(unknown.status).toBe(66);
    expect(unknown.stderr).toContain('It has: whisper-tiny.en');
  });

  test.each([
    [['verify', 'nope'], 66, 'CW_MODEL_MISSING'],
    [['remove', 'nope'], 66, 'CW_MODEL_MISSING'],
    [['remove', 'ear-en'], 64, 'CW_USAGE'],
    [['add', '/nope'], 66, 'CW_FILE_MISSING'],
  ])('%j names what is not there by its own code', async (args, exit, code) => {
    const { env } = await setUp();
    const { status, stderr } = await callwarden(['models', ...args], { env });
    expect(stderr).toContain(`[${code}]`);
    expect(status).toBe(exit);
  });

  test('a damaged card is shown as such', async () => {
    const { env, folder } = await setUp();
    await mkdir(join(folder, 'broken'), { recursive: true });
    await writeFile(join(folder, 'broken/card.json'), '{');
    expect(stateOf('broken', (await callwarden(['models', 'list'], { env })).stdout)).toBe('damaged');
  });
});

describe('callwarden doctor', () => {
  test('lists its checks for scripts, and the words and the status agree', async () => {
    const { env, folder } = await setUp();
    const { stdout, status } = await callwarden(['doctor', '--json'], { env });
    const report: { status: string; findings: { id: string; status: string; detail: string }[] } =
      JSON.parse(stdout);
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
    expect(status).toBe(report.findings.some((finding) => finding.status === 'fail') ? 1 : 0);
  });

  test('a bad configuration fails with its line, and the other checks are still made', async () => {
    const { env } = await setUp();
    const file = join(await scratch(), 'callwarden.yaml');
    await writeFile(file, 'speech:\n  treshold: 0.5\n');
    const { stdout, status } = await callwarden(['doctor', '--config', file], { env });
    expect(status).toBe(1);
    expect(stdout).toMatch(/FAIL\s+Configuration .*line 2/);
    expect(stdout).toContain('Voice activity');
  });
});

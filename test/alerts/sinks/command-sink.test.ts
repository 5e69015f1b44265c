import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertSink } from '../../../src/alerts/sinks/alert-sink.js';
import { openSinks } from '../../../src/alerts/sinks/open-sinks.js';
import { alertOf, callOf, configOf, NUMBER, never, QUOTE } from './alerts.js';

let folder: string;
let recorder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-hook-'));
  // A hook that writes down all it gets, in a file named by its first argument.
  recorder = join(folder, 'recorder.mjs');
  await writeFile(
    recorder,
    `import { readFileSync, writeFileSync } from 'node:fs';
const [file, ...args] = process.argv.slice(2);
writeFileSync(file, JSON.stringify({ args, env: process.env, input: readFileSync(0, 'utf8') }));
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function hook(settings: object): Promise<AlertSink> {
  const [sink] = await openSinks(configOf([{ kind: 'command', ...settings }]));
  if (!sink) throw new Error('no sink');
  return sink;
}

async function recorded(args: readonly string[], settings: object = {}, call = callOf()) {
  const file = join(folder, `${Math.random()}.json`);
  const sink = await hook({ program: process.execPath, arguments: [recorder, file, ...args], ...settings });
  await sink.deliver(alertOf(), call, never());
  const got: { args: string[]; env: Record<string, string>; input: string } = JSON.parse(
    await readFile(file, 'utf8'),
  );
  return got;
}

describe('command hook', () => {
  it('is told of a sample call that it is one', async () => {
    const { args, input } = await recorded(['{title}'], {}, callOf('sample-1', { line: 'sample' }));
    expect(args).toEqual(['Sample call: Gift cards']);
    expect(JSON.parse(input).title).toBe('Sample call: Gift cards');
  });

  it('gets its arguments filled in, each still one argument whatever is in it, and the alert on stdin', async () => {
    const { args, input } = await recorded(
      ['{level}: {title}', '{score}', '--call={callId}', '{number}', '$HOME; `id` | {category}', '{advice}'],
      {},
      callOf('line "1"; rm -rf /\u0007'),
    );
    expect(args).toEqual([
      'scam: Gift cards',
      '0.99',
      '--call=line "1"; rm -rf /',
      '+49301234',
      '$HOME; `id` | gift-cards',
      'Hang up. No office is paid in gift cards.',
    ]);
    expect(JSON.parse(input)).toMatchObject({ event: 'alert', level: 'scam', score: 0.988, atMs: 41_235 });
    expect(input).not.toContain(QUOTE);
    expect(input).not.toContain(NUMBER);
  });

  it('gets words and numbers of the call when they are asked for', async () => {
    const { input } = await recorded([], { withQuotes: true, withNumbers: true });
    expect(JSON.parse(input)).toMatchObject({
      evidence: [{ quote: QUOTE }],
      remote: { number: NUMBER },
    });
  });

  it('gets a number that is no number as nothing, never as an option', async () => {
    const { args } = await recorded(['{number}'], {}, callOf('a', { remote: { number: '--help me' } }));
    expect(args).toEqual(['']);
  });

  it('gets nothing of our environment that it does not need', async () => {
    process.env['CALLWARDEN_TEST_SECRET'] = 'hidden';
    try {
      const { env } = await recorded([]);
      expect(env['CALLWARDEN_TEST_SECRET']).toBeUndefined();
      expect(env['PATH']).toBe(process.env['PATH']);
    } finally {
      delete process.env['CALLWARDEN_TEST_SECRET'];
    }
  });

  it('need not read its input, and may print as much as it likes', async () => {
    const print = 'process.stdout.write("x".repeat(1e6)); process.stderr.write("y".repeat(1e6));';
    const sink = await hook({ program: process.execPath, arguments: ['-e', print] });
    await sink.deliver(alertOf(), callOf(), never());
  });

  it('says which program is not there, and how it ended', async () => {
    const missing = await hook({ program: '/nowhere/hook' });
    await expect(missing.deliver(alertOf(), callOf(), never())).rejects.toMatchObject({
      code: 'CW_ALERT_PROGRAM',
      message: expect.stringContaining('/nowhere/hook'),
    });
    const failing = await hook({ program: 'sh', arguments: ['-c', 'exit 3'] });
    await expect(failing.deliver(alertOf(), callOf(), never())).rejects.toMatchObject({
      code: 'CW_ALERT_UNDELIVERED',
      message: expect.stringContaining('status 3'),
    });
    const crashing = await hook({ program: 'sh', arguments: ['-c', 'kill -SEGV $$'] });
    await expect(crashing.deliver(alertOf(), callOf(), never())).rejects.toThrow('SIGSEGV');
  });

  it('is asked to end at its time limit and then killed, with what it has started', async () => {
    const pids = join(folder, 'pids');
    const stubborn = `trap '' TERM; sleep 600 & echo $$ $! > '${pids}'; wait; wait; sleep 600`;
    const sink = await hook({ program: 'sh', arguments: ['-c', stubborn] });
    const limit = new AbortController();
    const running = sink.deliver(alertOf(), callOf(), limit.signal);
    const ended = running.catch(({ message }: Error) => message);
    await expect.poll(() => readFile(pids, 'utf8').catch(() => ''), { timeout: 20_000 }).toMatch(/\d+ \d+\n/);
    limit.abort();
    await sink.close();
    expect(await ended).toContain('SIGKILL');
    for (const pid of (await readFile(pids, 'utf8')).trim().split(' ')) {
      await expect.poll(() => isRunning(Number(pid))).toBe(false);
    }
  });

  it('that ends when it is asked to does not leave behind what it has started', async () => {
    const pids = join(folder, 'left');
    const starter = `sh -c "trap '' TERM; sleep 600; sleep 600" & echo $! > '${pids}'; wait`;
    const sink = await hook({ program: 'sh', arguments: ['-c', starter] });
    const limit = new AbortController();
    const ended = sink.deliver(alertOf(), callOf(), limit.signal).catch(({ message }: Error) => message);
    await expect.poll(() => readFile(pids, 'utf8').catch(() => ''), { timeout: 20_000 }).toMatch(/\d+\n/);
    const left = Number(await readFile(pids, 'utf8'));
    // It has to have begun to ignore the signal.
    const started = () => readFile(`/proc/${left}/task/${left}/children`, 'utf8');
    await expect.poll(started, { timeout: 20_000 }).not.toBe('');
    limit.abort();
    await sink.close();
    await expect.poll(() => isRunning(left)).toBe(false);
    expect(await ended).toContain('SIGTERM');
  });

  it('with a placeholder that nothing stands behind is refused by name', async () => {
    await expect(hook({ program: 'true', arguments: ['{levle}'] })).rejects.toMatchObject({
      code: 'CW_CONFIG_INVALID',
      message: expect.stringMatching(/\{levle\}.*\{level\}/),
    });
  });
});

/** A killed process that nobody has waited for yet (a zombie) does not run. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+[ZX]/m.test(status);
}

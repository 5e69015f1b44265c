import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/calls/events.js';
import { recorderPlaying } from '../helpers/recorder.js';
import { repository } from '../helpers/shipped.js';
import { testFolder } from '../sources/microphone/sound-card.js';

const folder = testFolder();

/** A recorder of the beginning of a scam call, at four times its pace. */
async function recorder(seconds: number, afterwards: string): Promise<string> {
  await recorderPlaying(folder, { call: 'scam-bank-safe-account', seconds, pace: 4, afterwards });
  return folder;
}

function listen(
  path: string,
  ...options: string[]
): { child: ChildProcess; output: () => string; errors: () => string } {
  const child = spawn(process.execPath, [`${repository}dist/main.js`, 'listen', ...options], {
    env: { ...process.env, PATH: `${path}:/usr/bin:/bin`, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  return { child, output: () => output, errors: () => errors };
}

describe('callwarden listen', () => {
  it('shows what is said while it is said, and ends with the result on Ctrl-C', async () => {
    const path = await recorder(30, 'setInterval(() => {}, 1000);');
    const { child, output, errors } = listen(path, '--json');
    const exit = once(child, 'exit');
    const events = (): CallEvent[] =>
      output()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    await expect.poll(() => events().some(({ type }) => type === 'turn'), { timeout: 50_000 }).toBe(true);
    child.kill('SIGINT');
    const [status] = await exit;
    const last = events().at(-1);
    expect(last).toMatchObject({ type: 'call-ended' });
    expect(last?.type === 'call-ended' && last.words).toBeGreaterThan(0);
    expect(
      events()
        .filter((event) => event.type === 'turn')
        .every(({ party }) => party === 'mixed'),
    ).toBe(true);
    expect([0, 10, 20]).toContain(status);
    expect(errors()).toContain('Listening to the microphone');
  });

  it('tells the result and then the reason when the microphone goes away', async () => {
    const path = await recorder(8, 'process.stderr.write("read error: No such device\\n"); process.exit(2);');
    const { child, output, errors } = listen(path, '--no-judge');
    const [status] = await once(child, 'exit');
    expect(output()).toMatch(/^Result {3}/m);
    expect(errors()).toMatch(/The microphone went away: read error: No such device.*\[CW_MICROPHONE_LOST\]/);
    expect(status).toBe(74);
  });

  it('says in one sentence what to install when nothing can record', async () => {
    const child = spawn(process.execPath, [`${repository}dist/main.js`, 'listen', '--no-judge'], {
      env: { ...process.env, PATH: folder.replace(/[^/]+$/, 'nowhere') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [status] = await once(child, 'exit');
    expect(errors).toMatch(
      /callwarden: Listening needs a program that records.*\[CW_MICROPHONE_PROGRAM\]\n$/,
    );
    expect(status).toBe(69);
  });
});

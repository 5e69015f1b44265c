import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav/writer.js';
import { CallEvent } from '../../src/calls/events.js';
import { callwarden, eventsOf } from '../helpers/command.js';
import { fixture } from '../helpers/shipped.js';
import { withoutNetwork } from '../helpers/sockets.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('callwarden analyze', { timeout: 180_000 }, () => {
  it('writes nothing but events that fit the schema, from call-started to call-ended', async () => {
    const result = await callwarden(['analyze', '--json', fixture('scam-government-gift-cards')]);
    const events = eventsOf(result);
    for (const event of events) expect(Value.Errors(CallEvent, event)).toEqual([]);
    expect(events[0]?.type).toBe('call-started');
    expect(events.at(-1)?.type).toBe('call-ended');
    expect(events.map((event) => event.atMs)).toEqual(
      events.map((event) => event.atMs).sort((a, b) => a - b),
    );
  });

  it('ends with 20 for a scam, shows a box, and says how fast it was', async () => {
    const result = await callwarden(['analyze', fixture('scam-government-gift-cards')]);
    expect(result.stdout).toContain('THIS LOOKS LIKE A SCAM');
    expect(result.stdout).toMatch(/Speed +\d+\.\d times real time/);
    expect(result.status).toBe(20);
  });

  it('ends with 0 for an ordinary call', async () => {
    const result = await callwarden(['analyze', fixture('legit-daughter-loan-repaid')]);
    expect(result.stdout).not.toContain('SCAM');
    expect(result.status).toBe(0);
  });

  it('needs no network', async () => {
    const args = ['analyze', '--json', fixture('scam-parcel-customs-fee')];
    const [cut, open] = [await callwarden(args, { wrap: withoutNetwork() }), await callwarden(args)];
    expect(eventsOf(cut).at(-1)).toMatchObject({ type: 'call-ended', words: expect.any(Number) });
    expect(cut.status).toBe(open.status);
    expect(turnsOf(cut)).toEqual(turnsOf(open));
  });

  it('reads a pair of files as one call', async () => {
    const hush = encodeWav([new Int16Array(16_000)], 16_000);
    await writeFile(join(folder, 'a.wav'), hush);
    await writeFile(join(folder, 'b.wav'), hush);
    const result = await callwarden([
      'analyze',
      '--json',
      '--remote',
      join(folder, 'a.wav'),
      '--local',
      join(folder, 'b.wav'),
    ]);
    expect(result.status).toBe(0);
    expect(eventsOf(result).at(-1)).toMatchObject({ type: 'call-ended', words: 0, highest: 'unknown' });
  });

  it('goes on with the other files when one is bad, and ends with the error', async () => {
    const empty = join(folder, 'empty.wav');
    await writeFile(empty, '');
    const quiet = join(folder, 'quiet.wav');
    await writeFile(quiet, encodeWav([new Int16Array(16_000)], 16_000));
    const result = await callwarden(['analyze', '--json', empty, quiet]);
    expect(result.stderr).toMatch(/empty\.wav.*\[CW_AUDIO_EMPTY\]/);
    expect(eventsOf(result).at(-1)?.type).toBe('call-ended');
    expect(result.status).toBeGreaterThanOrEqual(64);
  });

  it('hears ten hours of silence in bounded memory and invents nothing', { timeout: 300_000 }, async () => {
    const quiet = join(folder, 'night.sln16');
    // A sparse file: it takes no room on the disk.
    await using handle = await open(quiet, 'w');
    await handle.truncate(36_000 * 16_000 * 2);
    const result = await callwarden(['analyze', '--json', quiet]);
    expect(eventsOf(result).at(-1)).toMatchObject({
      type: 'call-ended',
      audioMs: 36_000_000,
      words: 0,
      unheard: 0,
    });
    expect(result.peakMb ?? 0).toBeLessThan(250);
  });

  it('says what is there of a file that was cut off', async () => {
    const whole = encodeWav([new Int16Array(32_000)], 16_000);
    const cut = join(folder, 'cut.wav');
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    const result = await callwarden(['analyze', '--json', cut]);
    expect(
      eventsOf(result).some((event) => event.type === 'notice' && /ends|cut|truncated/i.test(event.message)),
    ).toBe(true);
    expect(result.status).toBe(0);
  });

  it.each([
    [['analyze'], /Name a recording/],
    [['analyze', '--remote', 'a.wav'], /go together/],
    [['analyze', 'x.wav', '--parties', 'left'], /remote,local/],
    [['analyze', '--config', '/nowhere.yaml', 'x.wav'], /CW_CONFIG_INVALID/],
    [['sing'], /help/],
  ])('answers %j with one sentence', async (args, sentence) => {
    const result = await callwarden(args);
    expect(result.stderr).toMatch(sentence);
    expect(result.status).toBeGreaterThanOrEqual(64);
    expect(result.stdout).toBe('');
  });
});

function turnsOf(result: Parameters<typeof eventsOf>[0]): unknown[] {
  return eventsOf(result).filter((event) => event.type === 'turn');
}

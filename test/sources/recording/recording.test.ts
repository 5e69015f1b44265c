import { open } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { encodeWav, wavHeader } from '../../../src/audio/wav/writer.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { collect, testFolder, tone } from './make.js';

const file = testFolder();
const path = file('call.wav', encodeWav([tone(440, 8000, 10_000), tone(440, 8000, 10_000)], 8000));

it('gives its frames once', async () => {
  await using recording = await openRecording({ file: path });
  expect(await collect(recording.frames())).toHaveLength(200);
  await expect(collect(recording.frames())).rejects.toMatchObject({ code: 'CW_INTERNAL' });
});

it('ends its frames when it is closed meanwhile', async () => {
  const recording = await openRecording({ file: path });
  let count = 0;
  for await (const _ of recording.frames()) if (++count === 10) await recording.close();
  expect(count).toBe(10);
  await recording.close();
});

it('closes when it goes out of scope, its frames never taken', async () => {
  const files = () => process.getActiveResourcesInfo().filter((kind) => kind === 'FSReqPromise').length;
  {
    await using recording = await openRecording({ file: path });
    expect(recording.info.durationMs).toBe(10_000);
  }
  expect(files()).toBe(0);
});

it('does not begin when it is stopped already', async () => {
  const opening = openRecording({ file: path }, { signal: AbortSignal.abort() });
  await expect(opening).rejects.toMatchObject({ code: 'CW_ABORTED' });
});

it('reads ten hours of silence in bounded memory', { timeout: 240_000 }, async () => {
  const rateHz = 16_000;
  const dataBytes = 36_000 * rateHz * 2;
  // A sparse file: it takes no room on the disk.
  const long = file('silence.wav');
  await using handle = await open(long, 'w');
  await handle.write(wavHeader(1, rateHz, dataBytes));
  await handle.truncate(44 + dataBytes);

  await using recording = await openRecording({ file: long });
  expect(recording.info.durationMs).toBe(36_000_000);
  const held = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = held();
  let peak = 0;
  let frames = 0;
  let loudest = 0;
  for await (const { samples } of recording.frames()) {
    loudest = Math.max(loudest, Math.abs(samples[0] ?? 0));
    if (frames++ % 200 === 0) peak = Math.max(peak, held() - before);
  }
  expect(frames).toBe(360_000);
  expect(loudest).toBe(0);
  // A gigabyte went through; what is held between two collections is some tens of megabytes.
  expect(peak).toBeLessThan(64e6);
});

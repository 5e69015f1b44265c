import { expect, it } from 'vitest';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { collect, strength, testFolder, tone, voice } from './make.js';

const file = testFolder();
const remote = file('remote.wav', encodeWav([tone(440, 16_000, 2500)], 16_000));
const local = file('local.ulaw', encodeMuLaw(tone(1000, 8000, 1010)));

it('reads a file for each party, of different rates and lengths, in time order', async () => {
  await using recording = await openRecording({ remote, local });
  expect(recording.info).toMatchObject({
    parties: ['remote', 'local'],
    durationMs: 2500,
    files: [
      { file: remote, sampleRateHz: 16_000 },
      { file: local, sampleRateHz: 8000 },
    ],
  });
  const frames = await collect(recording.frames());
  const times = frames.map(({ startMs }) => startMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(frames.slice(0, 4).map(({ party }) => party)).toEqual(['remote', 'local', 'remote', 'local']);
  expect(voice(frames, 'remote')).toEqual(tone(440, 16_000, 2500));
  expect(voice(frames, 'local')).toHaveLength(1010 * 16);
  expect(strength(voice(frames, 'local'), 1000)).toBeGreaterThan(7900);
});

it('tells when the two do not end together', async () => {
  await using recording = await openRecording({ remote, local });
  expect(recording.notices).toEqual([
    { code: 'CW_AUDIO_UNEQUAL', file: local, message: `${local} ends 1.5 s before ${remote}` },
  ]);
});

it('refuses a file with both parties in it, and closes what it had opened', async () => {
  const stereo = file('both.wav', encodeWav([tone(440, 8000, 100), tone(440, 8000, 100)], 8000));
  await expect(openRecording({ remote, local: stereo })).rejects.toMatchObject({
    code: 'CW_AUDIO_PARTIES',
    message: `${stereo} has two channels, so its parties cannot be "local"`,
  });
});

import { expect, it } from 'vitest';
import { encodeALaw, encodeMuLaw } from '../../../src/audio/g711.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { bytesOf, collect, strength, testFolder, tone, voice } from './make.js';

const file = testFolder();
const narrow = tone(440, 8000, 1000);

it.each([
  { extension: 'ulaw', bytes: encodeMuLaw(narrow), codec: 'G.711 mu-law', sampleRateHz: 8000 },
  { extension: 'UL', bytes: encodeMuLaw(narrow), codec: 'G.711 mu-law', sampleRateHz: 8000 },
  { extension: 'alaw', bytes: encodeALaw(narrow), codec: 'G.711 A-law', sampleRateHz: 8000 },
  { extension: 'al', bytes: encodeALaw(narrow), codec: 'G.711 A-law', sampleRateHz: 8000 },
  { extension: 'sln', bytes: bytesOf(narrow), codec: '16-bit PCM', sampleRateHz: 8000 },
  { extension: 'sln16', bytes: bytesOf(tone(440, 16_000, 1000)), codec: '16-bit PCM', sampleRateHz: 16_000 },
  { extension: 'sln48', bytes: bytesOf(tone(440, 48_000, 1000)), codec: '16-bit PCM', sampleRateHz: 48_000 },
])('reads .$extension', async ({ extension, bytes, codec, sampleRateHz }) => {
  const path = file(`rx.${extension}`, bytes);
  await using recording = await openRecording({ file: path }, { parties: 'remote' });
  expect(recording.info.files).toEqual([
    { file: path, format: 'raw', codec, sampleRateHz, channels: 1, durationMs: 1000, truncated: false },
  ]);
  const samples = voice(await collect(recording.frames()), 'remote');
  expect(samples).toHaveLength(16_000);
  expect(strength(samples, 440)).toBeCloseTo(8000, -2);
});

it('does not take silence in mu-law for the beginning of an MP3', async () => {
  // 0xFF 0xFE is such a beginning, and a pause between words.
  const bytes = Uint8Array.from({ length: 800 }, (_, i) => (i % 2 ? 0xfe : 0xff));
  await using recording = await openRecording({ file: file('pause.ulaw', bytes) });
  expect(recording.info.files[0]?.format).toBe('raw');
  expect(voice(await collect(recording.frames()), 'mixed')).toHaveLength(1600);
});

it('leaves out the half sample at the end of a file that is still being written', async () => {
  await using recording = await openRecording({ file: file('odd.sln16', new Uint8Array(641)) });
  expect(recording.info.durationMs).toBe(20);
  expect(voice(await collect(recording.frames()), 'mixed')).toHaveLength(320);
});

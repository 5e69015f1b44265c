import { describe, expect, it } from 'vitest';
import { encodeALaw, encodeMuLaw } from '../../../src/audio/g711.js';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { bytesOf, chunk, collect, strength, testFolder, tone, voice, wav } from './make.js';

const file = testFolder();

/** 8 kHz, 440 Hz, 1 s in every encoding a WAV may have, from floats of -1 to 1. */
const FLOATS = Array.from(tone(440, 8000, 1000), (sample) => sample / 32_768);
const integers = (bits: 24 | 32) => {
  const bytes = Buffer.alloc((FLOATS.length * bits) / 8);
  for (const [i, value] of FLOATS.entries()) {
    bytes.writeIntLE(Math.round(value * 2 ** (bits - 1)), (i * bits) / 8, bits / 8);
  }
  return bytes;
};
const ENCODINGS = [
  { name: '8-bit PCM', formatTag: 1, bits: 8, data: Uint8Array.from(FLOATS, (value) => 128 + value * 128) },
  { name: '16-bit PCM', formatTag: 1, bits: 16, data: bytesOf(tone(440, 8000, 1000)) },
  { name: '24-bit PCM', formatTag: 1, bits: 24, data: integers(24) },
  { name: '32-bit PCM', formatTag: 1, bits: 32, data: integers(32) },
  { name: '32-bit float', formatTag: 3, bits: 32, data: Buffer.from(Float32Array.from(FLOATS).buffer) },
  { name: '64-bit float', formatTag: 3, bits: 64, data: Buffer.from(Float64Array.from(FLOATS).buffer) },
  { name: 'G.711 A-law', formatTag: 6, bits: 8, data: encodeALaw(tone(440, 8000, 1000)) },
  { name: 'G.711 mu-law', formatTag: 7, bits: 8, data: encodeMuLaw(tone(440, 8000, 1000)) },
] as const;

describe('WAV', () => {
  it.each(ENCODINGS)('of $name', async ({ name, formatTag, bits, data }) => {
    const path = file(`${name}.wav`, wav({ formatTag, bits, data, channels: 1, rateHz: 8000 }));
    await using recording = await openRecording({ file: path });
    expect(recording.info).toEqual({
      files: [
        {
          file: path,
          format: 'wav',
          codec: name,
          sampleRateHz: 8000,
          channels: 1,
          durationMs: 1000,
          truncated: false,
        },
      ],
      parties: ['mixed'],
      durationMs: 1000,
      truncated: false,
    });
    const frames = await collect(recording.frames());
    expect(frames.map(({ startMs, lost }) => [startMs, lost])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i * 100, false]),
    );
    expect(strength(voice(frames, 'mixed'), 440)).toBeCloseTo(8000, -2);
    expect(recording.notices).toEqual([]);
  });

  it.each([8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000])('at %i Hz', async (rateHz) => {
    const path = file(`${rateHz}.wav`, encodeWav([tone(440, rateHz, 1000)], rateHz));
    await using recording = await openRecording({ file: path });
    const samples = voice(await collect(recording.frames()), 'mixed');
    expect(samples).toHaveLength(16_000);
    expect(strength(samples, 440)).toBeCloseTo(8000, -2);
  });

  const mono = { formatTag: 1, bits: 16, channels: 1, rateHz: 16_000, data: bytesOf(tone(440, 16_000, 100)) };
  const samples = (bytes: Uint8Array, name: string) =>
    openRecording({ file: file(name, bytes) }).then(async (recording) => {
      const frames = await collect(recording.frames());
      return { info: recording.info, notices: recording.notices, samples: voice(frames, 'mixed') };
    });

  it('in the extensible format, its real tag in a GUID', async () => {
    const extension = Buffer.alloc(24);
    extension.writeUInt16LE(22, 0);
    extension.writeUInt16LE(16, 2);
    Buffer.from('0100000000001000800000aa00389b71', 'hex').copy(extension, 8);
    const heard = await samples(wav({ ...mono, formatTag: 0xfffe, extension }), 'extensible.wav');
    expect(heard.samples).toEqual(tone(440, 16_000, 100));
  });

  it('with chunks before the sound, one of them of odd length, and chunks after it', async () => {
    const between = Buffer.concat([
      chunk('LIST', Buffer.from('INFOISFT\x03\x00\x00\x00abc', 'latin1')),
      chunk('bext', new Uint8Array(602)),
    ]);
    const bytes = Buffer.concat([wav({ ...mono, between }), chunk('LIST', new Uint8Array(4000))]);
    const heard = await samples(bytes, 'chunks.wav');
    expect(heard.samples).toEqual(tone(440, 16_000, 100));
    expect(heard.info.durationMs).toBe(100);
  });

  it.each([0, 0xffffffff, 0x7ffff000, 0x7fffeffe])(
    'whose data size is %i: until the end',
    async (dataSize) => {
      const heard = await samples(wav({ ...mono, dataSize }), `size-${dataSize}.wav`);
      expect(heard.samples).toEqual(tone(440, 16_000, 100));
      expect(heard.info).toMatchObject({ durationMs: 100, truncated: false });
      expect(heard.notices).toEqual([]);
    },
  );

  it('of more than 4 GiB (RF64): the size of the data is in another chunk', async () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(3200n, 8);
    const bytes = Buffer.concat([
      chunk('RF64', Buffer.from('WAVE'), 0xffffffff),
      chunk('ds64', sizes),
      wav({ ...mono, dataSize: 0xffffffff }).subarray(12),
      chunk('LIST', new Uint8Array(400)),
    ]);
    const heard = await samples(bytes, 'rf64.wav');
    expect(heard.samples).toEqual(tone(440, 16_000, 100));
  });

  it('in stereo: left is the remote party and right the local one, unless told otherwise', async () => {
    const path = file('stereo.wav', encodeWav([tone(440, 8000, 500), tone(1000, 8000, 500)], 8000));
    await using recording = await openRecording({ file: path });
    expect(recording.info.parties).toEqual(['remote', 'local']);
    const frames = await collect(recording.frames());
    expect(frames.slice(0, 4).map(({ party, startMs }) => `${party} ${startMs}`)).toEqual([
      'remote 0',
      'local 0',
      'remote 100',
      'local 100',
    ]);
    expect(strength(voice(frames, 'remote'), 440)).toBeCloseTo(8000, -2);
    expect(strength(voice(frames, 'remote'), 1000)).toBeLessThan(20);
    expect(strength(voice(frames, 'local'), 1000)).toBeCloseTo(8000, -2);

    await using swapped = await openRecording({ file: path }, { parties: 'local,remote' });
    expect(strength(voice(await collect(swapped.frames()), 'local'), 440)).toBeCloseTo(8000, -2);

    await using mixed = await openRecording({ file: path }, { parties: 'mixed' });
    const both = voice(await collect(mixed.frames()), 'mixed');
    expect(strength(both, 440)).toBeCloseTo(4000, -2);
    expect(strength(both, 1000)).toBeCloseTo(4000, -2);
  });

  it('in mono, of the party that is named', async () => {
    await using recording = await openRecording({ file: file('local.wav', wav(mono)) }, { parties: 'local' });
    expect(recording.info.parties).toEqual(['local']);
    expect((await collect(recording.frames())).every(({ party }) => party === 'local')).toBe(true);
  });
});

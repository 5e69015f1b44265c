import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/audio/wav/byte-reader.js';
import { isWav, readWavHeader } from '../../../src/audio/wav/header.js';
import { encodeWav } from '../../../src/audio/wav/writer.js';

const folder = mkdtempSync(join(tmpdir(), 'callwarden-wav-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* oneByOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

const ramp = Int16Array.from({ length: 1000 }, (_, i) => i * 30 - 15_000);

describe('what encodeWav writes', () => {
  it('is read by ffmpeg sample for sample, in every channel', () => {
    const path = join(folder, 'stereo.wav');
    const other = ramp.map((sample) => -sample);
    writeFileSync(path, encodeWav([ramp, other], 16_000));
    const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', 'pipe:1']);
    const read = (offset: number) => Array.from(ramp, (_, i) => bytes.readInt16LE(i * 4 + offset));
    expect(bytes).toHaveLength(4000);
    expect(read(0)).toEqual([...ramp]);
    expect(read(2)).toEqual([...other]);
  });

  it('is read by readWavHeader, also a byte at a time', async () => {
    const reader = new ByteReader(oneByOne(encodeWav([ramp], 16_000)));
    expect(await readWavHeader(reader)).toEqual({
      container: 'RIFF',
      encoding: 's16',
      codec: '16-bit PCM',
      channels: 1,
      sampleRateHz: 16_000,
      dataBytes: 2000,
      dataOffset: 44,
    });
    const bytes = Buffer.from(await reader.read(4000));
    expect(Array.from(ramp, (_, i) => bytes.readInt16LE(i * 2))).toEqual([...ramp]);
  });
});

describe('readWavHeader, of what ffmpeg writes', () => {
  const written = (name: string, ...args: string[]) => {
    const source = join(folder, 'ramp.wav');
    writeFileSync(source, encodeWav([ramp], 16_000));
    const path = join(folder, name);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', source, ...args, path]);
    return readFileSync(path);
  };

  it.each([
    { codec: 'pcm_u8', encoding: 'u8', name: '8-bit PCM' },
    { codec: 'pcm_s24le', encoding: 's24', name: '24-bit PCM' },
    { codec: 'pcm_s32le', encoding: 's32', name: '32-bit PCM' },
    { codec: 'pcm_f32le', encoding: 'f32', name: '32-bit float' },
    { codec: 'pcm_f64le', encoding: 'f64', name: '64-bit float' },
    { codec: 'pcm_mulaw', encoding: 'mulaw', name: 'G.711 mu-law' },
    { codec: 'pcm_alaw', encoding: 'alaw', name: 'G.711 A-law' },
    { codec: 'adpcm_ms', encoding: undefined, name: 'Microsoft ADPCM' },
  ])('$codec', async ({ codec, encoding, name }) => {
    const header = await readWavHeader(new ByteReader(oneByOne(written(`${codec}.wav`, '-c:a', codec))));
    expect(header).toMatchObject({ encoding, codec: name, channels: 1, sampleRateHz: 16_000 });
  });

  it('RF64', async () => {
    const bytes = written('rf64.wav', '-rf64', 'always');
    const header = await readWavHeader(new ByteReader(oneByOne(bytes)));
    expect(header).toMatchObject({ container: 'RF64', encoding: 's16', dataBytes: 2000 });
    expect(header.dataOffset).toBe(bytes.length - 2000);
  });
});

it('isWav knows a WAV by its first twelve bytes', () => {
  expect(isWav(Buffer.from('RIFF____WAVE'))).toBe(true);
  expect(isWav(Buffer.from('RF64____WAVE'))).toBe(true);
  expect(isWav(Buffer.from('RIFF____AVI '))).toBe(false);
  expect(isWav(Buffer.from('RIFF'))).toBe(false);
  expect(isWav(new Uint8Array(0))).toBe(false);
});

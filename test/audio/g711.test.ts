import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../src/audio/g711.js';

const CODES = Uint8Array.from({ length: 256 }, (_, code) => code);
const LAWS = [
  { name: 'mu-law', ffmpeg: 'mulaw', decode: decodeMuLaw, encode: encodeMuLaw },
  { name: 'A-law', ffmpeg: 'alaw', decode: decodeALaw, encode: encodeALaw },
] as const;

describe.each(LAWS)('G.711 $name', ({ ffmpeg, decode, encode }) => {
  it('decodes every code as ffmpeg does', () => {
    const args = ['-v', 'error', '-f', ffmpeg, '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
    const bytes = execFileSync('ffmpeg', args, { input: CODES });
    const theirs = Array.from({ length: 256 }, (_, i) => bytes.readInt16LE(i * 2));
    expect([...decode(CODES)]).toEqual(theirs);
  });

  it('encodes the value of every code back to a code of that value', () => {
    const values = decode(CODES);
    expect(decode(encode(values))).toEqual(values);
  });

  it('encodes every sample with an error of half a step of its segment at most, but for the clipped ends', () => {
    const values = [...new Set(decode(CODES))].sort((a, b) => a - b);
    // Steps double from segment to segment, and the standard's decision values are no midpoints where they do.
    const halfStep = (value: number) => {
      const at = values.indexOf(value);
      const gaps = [values[at - 1], values[at + 1]].map((other) => Math.abs((other ?? value) - value));
      return Math.max(...gaps) / 2;
    };
    const wrong: number[] = [];
    for (let sample = -32_000; sample <= 32_000; sample++) {
      const [coded = 0] = decode(encode(Int16Array.of(sample)));
      if (Math.abs(coded - sample) > halfStep(coded) + 4) wrong.push(sample);
    }
    expect(wrong).toEqual([]);
  });
});

it('knows the corner values of the standard', () => {
  expect([...decodeMuLaw(Uint8Array.of(0xff, 0x7f, 0x80, 0x00))]).toEqual([0, 0, 32_124, -32_124]);
  expect([...decodeALaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
});

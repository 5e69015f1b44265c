import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
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

  it('encodes every sample to a value not further away than any other, but for ties and the clipped ends', () => {
    const values = decode(CODES);
    const nearest = (sample: number) => Math.min(...Array.from(values, (value) => Math.abs(value - sample)));
    // A half step at most is lost; the decision points of the standard lie on a grid of 4 (mu-law) or 16 (A-law).
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const [coded = 0] = decode(encode(Int16Array.of(sample)));
        expect(Math.abs(coded - sample)).toBeLessThanOrEqual(nearest(sample) + 4);
      }),
    );
  });
});

it('knows the corner values of the standard', () => {
  expect([...decodeMuLaw(Uint8Array.of(0xff, 0x7f, 0x80, 0x00))]).toEqual([0, 0, 32_124, -32_124]);
  expect([...decodeALaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
});

import { expect, it } from 'vitest';
import { mixDown, PcmDecoder, type PcmEncoding } from '../../src/audio/pcm.js';

/** The same five values in every encoding: 0, a half, minus a half, the top, the bottom. */
const FLOATS = [0, 0.5, -0.5, 1, -1];
const f32 = Buffer.from(Float32Array.from(FLOATS).buffer);
const f64 = Buffer.from(Float64Array.from(FLOATS).buffer);
const FULL = [0, 16_384, -16_384, 32_767, -32_768];
const CASES: readonly [PcmEncoding, Uint8Array, number[]][] = [
  ['u8', Buffer.from([128, 192, 64, 255, 0]), [0, 16_384, -16_384, 32_512, -32_768]],
  ['s16', Buffer.from('0000004000c0ff7f0080', 'hex'), FULL],
  ['s24', Buffer.from('0000000000400000c0ffff7f000080', 'hex'), FULL],
  ['s32', Buffer.from('0000000000000040000000c0ffffff7f00000080', 'hex'), FULL],
  ['f32', f32, FULL],
  ['f64', f64, FULL],
  ['mulaw', Buffer.from([0xff, 0x80, 0x00]), [0, 32_124, -32_124]],
  ['alaw', Buffer.from([0xd5, 0xaa, 0x2a]), [8, 32_256, -32_256]],
];

it.each(CASES)('decodes %s', (encoding, bytes, expected) => {
  const decoder = new PcmDecoder(encoding, 1);
  expect([...(decoder.decode(bytes)[0] ?? [])]).toEqual(expected);
  expect([decoder.notFinite, decoder.clipped]).toEqual([0, 0]);
});

it('parts channels, from bytes at an odd address, leaving out the part of a block', () => {
  const bytes = Buffer.from('ff0100020003000400ff', 'hex').subarray(1);
  const [left, right] = new PcmDecoder('s16', 2).decode(bytes);
  expect([...(left ?? [])]).toEqual([1, 3]);
  expect([...(right ?? [])]).toEqual([2, 4]);
});

it('takes what is not a number as silence, holds what is too loud, and counts both', () => {
  const decoder = new PcmDecoder('f32', 1);
  const bytes = Buffer.from(Float32Array.of(Number.NaN, Infinity, -Infinity, 1.5, -3, 1).buffer);
  expect([...(decoder.decode(bytes)[0] ?? [])]).toEqual([0, 0, 0, 32_767, -32_768, 32_767]);
  expect([decoder.notFinite, decoder.clipped]).toEqual([3, 2]);
});

it('mixes two channels without overload', () => {
  expect([...mixDown(Int16Array.of(32_767, 100, -32_768), Int16Array.of(32_767, -50, -32_768))]).toEqual([
    32_767, 25, -32_768,
  ]);
});

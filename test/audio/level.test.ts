import { expect, it } from 'vitest';
import { peakDbfs, rmsDbfs } from '../../src/audio/level.js';

it('tells levels in dB below full scale', () => {
  const square = Int16Array.from({ length: 100 }, (_, i) => (i % 2 ? 16_384 : -16_384));
  expect(rmsDbfs(square)).toBeCloseTo(-6.0206, 3);
  expect(peakDbfs(square)).toBeCloseTo(-6.0206, 3);
  expect(peakDbfs(Int16Array.of(0, -32_768))).toBe(0);
  expect(rmsDbfs(new Int16Array(10))).toBe(Number.NEGATIVE_INFINITY);
  expect(rmsDbfs(new Int16Array(0))).toBe(Number.NEGATIVE_INFINITY);
});

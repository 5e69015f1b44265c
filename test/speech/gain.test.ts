import { expect, it } from 'vitest';
import { levelDbfs, PartyGain } from '../../src/speech/gain.js';
import { quietestCut } from '../../src/speech/quietest-cut.js';

const options = { gainTargetDbfs: -22, gainMaxDb: 18 };

function tone(dbfs: number, samples = 512): Int16Array {
  const peak = 32_767 * 10 ** (dbfs / 20) * Math.SQRT2;
  return Int16Array.from({ length: samples }, (_, i) => Math.sin(i * 0.2) * peak);
}

it('measures RMS in dBFS', () => {
  expect(levelDbfs(tone(-30, 16_000))).toBeCloseTo(-30, 0);
  expect(levelDbfs(new Int16Array(100))).toBeLessThan(-100);
});

it.each([
  [-35, -22],
  [-12, -21],
  [-60, -42],
])('brings speech at %i dBFS to about %i dBFS', (from, to) => {
  const gain = new PartyGain(options);
  for (let i = 0; i < 200; i++) gain.learn(tone(from));
  expect(levelDbfs(gain.apply(tone(from)))).toBeCloseTo(to, 0);
});

it('does not learn from near silence and never wraps around', () => {
  const gain = new PartyGain(options);
  gain.learn(new Int16Array(512));
  expect(gain.gainDb).toBe(0);
  for (let i = 0; i < 200; i++) gain.learn(tone(-45));
  expect(Math.max(...gain.apply(tone(-3)))).toBe(32_767);
});

it('cuts in the quietest place', () => {
  const samples = tone(-20, 16_000);
  samples.fill(0, 9_000, 9_600);
  expect(quietestCut(samples, 5_000)).toBeGreaterThan(9_000);
  expect(quietestCut(samples, 5_000)).toBeLessThanOrEqual(9_600);
});

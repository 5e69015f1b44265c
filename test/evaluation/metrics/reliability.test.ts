import { expect, it } from 'vitest';
import { shareOf } from '../../../src/evaluation/metrics/intervals.js';
import { lengthMatched } from '../../../src/evaluation/metrics/length-matched.js';
import { reliability } from '../../../src/evaluation/metrics/reliability.js';

it('bins, Brier score and calibration error by hand', () => {
  const calls = [
    { score: 0.05, positive: false },
    { score: 0.95, positive: true },
    { score: 1, positive: false },
    { score: Number.NaN, positive: true },
  ];
  const { bins, brier, ece, calls: usable } = reliability(calls);
  expect(usable).toBe(3);
  expect(bins).toEqual([
    { calls: 1, predicted: 0.05, observed: shareOf(0, 1) },
    { calls: 2, predicted: 0.975, observed: shareOf(1, 2) },
  ]);
  expect(brier).toBeCloseTo((0.05 ** 2 + 0.05 ** 2 + 1) / 3, 12);
  expect(ece).toBeCloseTo((0.05 + 2 * 0.475) / 3, 12);
});

it('has no figures without calls', () => {
  expect(reliability([])).toEqual({ calls: 0, brier: Number.NaN, ece: Number.NaN, bins: [] });
});

it('pairs scams with ordinary calls of about their length, each once', () => {
  const call = (words: number, positive: boolean) => ({ words, positive });
  const calls = [
    call(100, true),
    call(110, true),
    call(500, true),
    call(95, false),
    call(20, false),
    call(420, false),
  ];
  expect(lengthMatched(calls)).toEqual([call(100, true), call(95, false), call(500, true), call(420, false)]);
});

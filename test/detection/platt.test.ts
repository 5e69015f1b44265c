import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrated, fitPlatt, logOdds, sigmoid } from '../../src/detection/platt.js';

/** Labels drawn so that the share of scams at each score is exactly sigmoid(a * score + b), as near as counts allow. */
function sampleFrom(a: number, b: number, perScore = 400) {
  const scores: number[] = [];
  const labels: boolean[] = [];
  for (let score = -6; score <= 6; score += 0.25) {
    const scams = Math.round(perScore * sigmoid(a * score + b));
    for (let i = 0; i < perScore; i++) {
      scores.push(score);
      labels.push(i < scams);
    }
  }
  return { scores, labels };
}

describe('fitPlatt', () => {
  test.each([
    [1, 0],
    [0.5, -1],
    [2, 1.5],
  ])('recovers a = %d, b = %d', (a, b) => {
    const { scores, labels } = sampleFrom(a, b);
    const fit = fitPlatt(scores, labels);
    expect(fit.a).toBeCloseTo(a, 1);
    expect(fit.b).toBeCloseTo(b, 1);
  });

  test('separable data stays finite and keeps the order', () => {
    const fit = fitPlatt([-3, -2, -1, 1, 2, 3], [false, false, false, true, true, true]);
    expect(fit.a).toBeGreaterThan(0);
    expect(fit.a).toBeLessThan(10);
    expect(Number.isFinite(fit.b)).toBe(true);
  });

  test('the fitted probabilities add up to the softened labels', () => {
    const scores = [-2, -1, 0, 0.5, 1, 2, 3];
    const labels = [false, false, true, false, true, true, true];
    const { a, b } = fitPlatt(scores, labels);
    const expected = labels.reduce((sum, label) => sum + (label ? 5 / 6 : 1 / 5), 0);
    expect(scores.reduce((sum, score) => sum + sigmoid(a * score + b), 0)).toBeCloseTo(expected, 4);
  });

  test.each([
    ['different lengths', [1, 2], [true]],
    ['one class', [1, 2], [true, true]],
    ['a score that is no number', [1, Number.NaN], [true, false]],
  ])('refuses %s', (_, scores, labels) => {
    expect(() => fitPlatt(scores, labels)).toThrow(RangeError);
  });
});

test('log-odds and probability are each other back', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
      expect(sigmoid(logOdds(p))).toBeCloseTo(p, 8);
    }),
  );
});

test('a score that is no number has no calibrated log-odds', () => {
  expect(calibrated({ a: 1, b: 0 }, Number.NaN)).toBeUndefined();
  expect(calibrated({ a: 1, b: 0 }, Number.POSITIVE_INFINITY)).toBe(30);
});

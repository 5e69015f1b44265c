import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaUnderRoc,
  averagePrecision,
  operatingPoints,
  precisionFrom,
  recallAtFalsePositiveRate,
  recallUpTo,
} from '../../../src/evaluation/metrics/curves.js';
import { rank, type Scored } from '../../../src/evaluation/metrics/ranking.js';

const scam = (score: number): Scored => ({ score, positive: true });
const ordinary = (score: number): Scored => ({ score, positive: false });

/** By hand: scams 0.9, 0.8, 0.4; ordinary 0.7, 0.4, 0.1, 0.1. */
const EXAMPLE = rank([
  scam(0.4),
  ordinary(0.1),
  scam(0.9),
  ordinary(0.7),
  scam(0.8),
  ordinary(0.4),
  ordinary(0.1),
]);

describe('an example worked by hand', () => {
  it('groups equal scores, highest first', () => {
    expect(EXAMPLE.map(({ score, positives, negatives }) => [score, positives, negatives])).toEqual([
      [0.9, 1, 0],
      [0.8, 1, 0],
      [0.7, 0, 1],
      [0.4, 1, 1],
      [0.1, 0, 2],
    ]);
  });

  it('counts every threshold', () => {
    expect(operatingPoints(EXAMPLE)).toEqual([
      { threshold: 0.9, recall: 1 / 3, falsePositiveRate: 0, precision: 1 },
      { threshold: 0.8, recall: 2 / 3, falsePositiveRate: 0, precision: 1 },
      { threshold: 0.7, recall: 2 / 3, falsePositiveRate: 0.25, precision: 2 / 3 },
      { threshold: 0.4, recall: 1, falsePositiveRate: 0.5, precision: 0.6 },
      { threshold: 0.1, recall: 1, falsePositiveRate: 1, precision: 3 / 7 },
    ]);
  });

  it('gives area, average precision and recall', () => {
    // Pairs won: 0.9 and 0.8 beat all 4; 0.4 beats 2 and ties 1.
    expect(areaUnderRoc(EXAMPLE)).toBeCloseTo((4 + 4 + 2.5) / 12, 12);
    expect(averagePrecision(EXAMPLE)).toBeCloseTo(1 / 3 + 1 / 3 + 0.6 / 3, 12);
    expect(recallAtFalsePositiveRate(EXAMPLE, 0.01)).toBeCloseTo(2 / 3, 12);
    expect(recallAtFalsePositiveRate(EXAMPLE, 0.25)).toBeCloseTo(2 / 3, 12);
    expect(recallAtFalsePositiveRate(EXAMPLE, 0.5)).toBe(1);
  });

  it('samples a curve stepwise', () => {
    const points = operatingPoints(EXAMPLE);
    expect([0, 0.3, 0.5, 1].map((rate) => recallUpTo(points, rate))).toEqual([2 / 3, 2 / 3, 1, 1]);
    expect([0.2, 0.5, 0.9].map((recall) => precisionFrom(points, recall))).toEqual([1, 1, 0.6]);
  });
});

it('lets a tie with an ordinary call cost the scam: no threshold parts them', () => {
  expect(recallAtFalsePositiveRate(rank([scam(0.5), ordinary(0.5)]), 0.01)).toBe(0);
  expect(areaUnderRoc(rank([scam(0.5), ordinary(0.5)]))).toBe(0.5);
});

it('allows a false alarm only once there are calls enough for the rate', () => {
  const calls = [scam(0.5), ordinary(0.9), ...Array.from({ length: 98 }, () => ordinary(0.1))];
  expect(recallAtFalsePositiveRate(rank(calls), 0.01)).toBe(0);
  expect(recallAtFalsePositiveRate(rank([...calls, ordinary(0.1)]), 0.01)).toBe(1);
});

it.each([
  ['no ordinary call', [scam(0.5)]],
  ['no scam', [ordinary(0.5)]],
  ['no call', []],
])('gives no figure with %s', (_, calls) => {
  const groups = rank(calls);
  expect(recallAtFalsePositiveRate(groups, 0.01)).toBeNaN();
  expect(areaUnderRoc(groups)).toBeNaN();
  expect(averagePrecision(groups)).toBeNaN();
  expect(operatingPoints(groups)).toEqual([]);
});

it('takes a score that is not a number as the lowest', () => {
  const groups = rank([scam(Number.NaN), scam(1), ordinary(Number.NEGATIVE_INFINITY), ordinary(0)]);
  expect(groups.map(({ score }) => score)).toEqual([1, 0, Number.NEGATIVE_INFINITY]);
  expect(areaUnderRoc(groups)).toBeCloseTo((2 + 0.5) / 4, 12);
});

const both = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }), positive: fc.boolean() }), { minLength: 2 })
  .filter((calls) => calls.some((c) => c.positive) && calls.some((c) => !c.positive));

it('depends on the order of scores alone', () => {
  fc.assert(
    fc.property(both, (calls) => {
      const stretched = calls.map(({ score, positive }) => ({ score: Math.exp(score / 3) - 7, positive }));
      const [a, b] = [rank(calls), rank(stretched)];
      expect(areaUnderRoc(b)).toBe(areaUnderRoc(a));
      expect(averagePrecision(b)).toBe(averagePrecision(a));
    }),
  );
});

it('agrees with counting pairs and thresholds one by one', () => {
  fc.assert(
    fc.property(both, fc.double({ min: 0, max: 1, noNaN: true }), (calls, rate) => {
      const scams = calls.filter((c) => c.positive);
      const others = calls.filter((c) => !c.positive);
      const won = scams.flatMap((s) =>
        others.map((o): number => (s.score > o.score ? 1 : s.score === o.score ? 0.5 : 0)),
      );
      expect(areaUnderRoc(rank(calls))).toBeCloseTo(won.reduce((x, y) => x + y, 0) / won.length, 9);
      const allowed = [...new Set(calls.map((c) => c.score)), 99].filter(
        (t) => others.filter((o) => o.score >= t).length <= Math.floor(others.length * rate + 1e-9),
      );
      const found = allowed.map((t) => scams.filter((s) => s.score >= t).length / scams.length);
      expect(recallAtFalsePositiveRate(rank(calls), rate)).toBeCloseTo(Math.max(...found), 12);
    }),
  );
});

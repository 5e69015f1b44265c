import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recallAtFalsePositiveRate } from '../../../src/evaluation/metrics/curves.js';
import { shareOf } from '../../../src/evaluation/metrics/intervals.js';
import type { Scored } from '../../../src/evaluation/metrics/ranking.js';
import { rank } from '../../../src/evaluation/metrics/ranking.js';
import { recallsAt } from '../../../src/evaluation/metrics/recall.js';

/** 40 stories of scams and 40 of ordinary calls, each told so often; every other scam is louder than all ordinary calls. */
const stories = (each: number): Scored[] =>
  Array.from({ length: 80 * each }, (_, i) => {
    const story = i % 80;
    const positive = story < 40;
    return { positive, story: String(story), score: positive && story % 2 === 0 ? 100 : story };
  });

it('is the recall itself, with an interval around it', () => {
  const calls = fc.array(fc.record({ score: fc.nat(9), positive: fc.boolean() }), { minLength: 1 });
  fc.assert(
    fc.property(calls, fc.constantFrom(0, 0.1, 0.5), (scored, rate) => {
      const [recall] = recallsAt(scored, [rate], { seed: 1, resamples: 40 });
      expect(recall?.value).toBe(recallAtFalsePositiveRate(rank(scored), rate));
      if (Number.isNaN(recall?.value)) return;
      expect(recall?.low).toBeLessThanOrEqual(recall?.value ?? -1);
      expect(recall?.high).toBeGreaterThanOrEqual(recall?.value ?? 2);
    }),
  );
});

it('learns nothing from telling the same stories again', () => {
  const [few, many] = [1, 20].map((each) => recallsAt(stories(each), [0.01], { seed: 1 })[0]);
  expect(many?.value).toBe(0.5);
  expect(many?.low).toBeCloseTo(few?.low ?? 0, 1);
  expect(many?.high).toBeCloseTo(few?.high ?? 0, 1);
  const apart = stories(20).map(({ score, positive }) => ({ score, positive }));
  const [wrong] = recallsAt(apart, [0.01], { seed: 1 });
  expect((wrong?.high ?? 1) - (wrong?.low ?? 0)).toBeLessThan(0.1);
});

it('knows that the threshold is drawn, too', () => {
  // One loud ordinary call of 100 decides between all scams and none.
  const calls = Array.from({ length: 200 }, (_, i) => ({
    positive: i < 100,
    score: i < 100 ? 0.8 : i < 101 ? 0.9 : 0.1,
  }));
  expect(recallsAt(calls, [0.01], { seed: 1 })[0]).toMatchObject({ value: 1, low: 0 });
});

it('has a width at a perfect score: as many as there are stories', () => {
  const perfect = stories(10).map((call) => ({ ...call, score: Number(call.positive) }));
  expect(recallsAt(perfect, [0.01, 0.001], { seed: 1 })).toEqual([shareOf(40, 40), shareOf(40, 40)]);
});

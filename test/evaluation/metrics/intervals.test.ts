import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  type Estimate,
  ratioOf,
  resampledGroups,
  widest,
} from '../../../src/evaluation/metrics/bootstrap.js';
import { recallAtFalsePositiveRate } from '../../../src/evaluation/metrics/curves.js';
import { rateAtMost, rateOf, shareOf, shareOfStories } from '../../../src/evaluation/metrics/intervals.js';
import { quantile } from '../../../src/evaluation/metrics/quantile.js';
import { classCounts, rank, type ScoreGroup } from '../../../src/evaluation/metrics/ranking.js';

const width = (estimate: Estimate | undefined) => (estimate ? estimate.high - estimate.low : Number.NaN);

describe('shareOf', () => {
  // Wilson intervals as published: Newcombe, Statistics in Medicine 17 (1998), table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (hits, calls, low, high) => {
    const share = shareOf(hits, calls);
    expect(share.value).toBe(hits / calls);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  });

  it('knows nothing of no calls', () => {
    expect(shareOf(0, 0)).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });

  it('holds the share and stays in 0..1', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (hits, more) => {
        fc.pre(hits + more > 0);
        const { value, low, high } = shareOf(hits, hits + more);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });
});

describe('shareOfStories', () => {
  const calls = (stories: number, each: number, hit: (story: number, call: number) => boolean) =>
    Array.from({ length: stories * each }, (_, i) => ({
      hit: hit(i % stories, Math.floor(i / stories)),
      story: `story-${i % stories}`,
    }));

  it('is plain Wilson where no two calls tell one story', () => {
    const alone = Array.from({ length: 263 }, (_, i) => ({ hit: i < 81 }));
    expect(shareOfStories(alone)).toEqual(shareOf(81, 263));
    expect(shareOfStories([])).toEqual(shareOf(0, 0));
  });

  it('rests on the effective number of calls, worked by hand', () => {
    // Stories of 4 calls with 4, 0, 2 and 2 hits, twice: p = 1/2, the squares of what they are off sum to 16.
    // Design effect: (8/7 · 16 / 32²) / (1/4 / 32) = 16/7, so 32 calls are worth 14.
    const hits = [4, 0, 2, 2, 4, 0, 2, 2];
    const share = shareOfStories(calls(8, 4, (story, call) => call < (hits[story] ?? 0)));
    expect(share.low).toBeCloseTo(shareOf(7, 14).low, 10);
    expect(share.high).toBeCloseTo(shareOf(7, 14).high, 10);
  });

  it('is no surer of one hit, or of one miss, than of none', () => {
    const [none, one] = [0, 1].map((hits) =>
      shareOfStories(calls(7, 16, (story, call) => story === 0 && call < hits)),
    );
    expect(one?.high).toBeGreaterThan(none?.high ?? 1);
    const most = shareOfStories(calls(7, 16, (story, call) => story > 0 || call > 0));
    expect(most.low).toBeLessThan(shareOfStories(calls(7, 16, () => true)).low);
  });

  it('knows as much as there are stories where calls of one stand or fall together', () => {
    const { low, high } = shareOfStories(calls(80, 15, (story) => story % 4 === 0));
    // The factor 80/79 makes it a little wider than 20 of 80.
    expect(low).toBeCloseTo(shareOf(20, 80).low, 2);
    expect(high).toBeCloseTo(shareOf(20, 80).high, 2);
    expect(shareOfStories(calls(9, 100, () => true))).toEqual(shareOf(9, 9));
    expect(shareOfStories(calls(9, 100, () => false))).toEqual(shareOf(0, 9));
  });

  it('never claims more than its calls, nor less than one', () => {
    expect(shareOfStories(calls(5, 2, (_, call) => call === 0))).toEqual(shareOf(5, 10));
    expect(shareOfStories(calls(1, 10, (_, call) => call < 5))).toEqual(shareOf(0.5, 1));
  });
});

describe('rateOf', () => {
  // Exact limits of a Poisson count: chi-squared quantiles, as in any table of them.
  it.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [5, 1.6235, 11.6683],
    [50, 37.111, 65.9186],
  ])('%i events in one unit', (events, low, high) => {
    const rate = rateOf(events, 1);
    expect(rate.value).toBe(events);
    expect(rate.low).toBeCloseTo(low, 3);
    expect(rate.high).toBeCloseTo(high, 3);
  });

  it('divides by the exposure and needs some', () => {
    expect(rateOf(1, 4).value).toBe(0.25);
    expect(rateOf(1, 0).value).toBeNaN();
  });
});

describe('rateAtMost', () => {
  // One-sided exact limits, as in tables of them; 2.9957 is the rule of three.
  it.each([
    [0, 2.9957],
    [1, 4.7439],
    [4, 9.1535],
    [10, 16.9622],
  ])('%i events', (events, limit) => {
    expect(rateAtMost(events, 1)).toBeCloseTo(limit, 4);
    expect(rateAtMost(events, 4)).toBeCloseTo(limit / 4, 4);
    expect(rateAtMost(events, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('quantile', () => {
  it('takes the nearest rank and leaves out what is no number', () => {
    expect(quantile([3, 1, Number.NaN, 2, 4], 0.5)).toBe(2);
    expect(quantile([1, Number.POSITIVE_INFINITY], 0.9)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile([5], 0)).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('ratioOf', () => {
  const spread = (many: number) =>
    Array.from({ length: many }, (_, i) => ({ part: i % 2 === 0 ? 10 : 30, whole: 100 }));

  it('sums before it divides, and knows more from more calls', () => {
    expect(
      ratioOf(
        [
          { part: 1, whole: 1 },
          { part: 0, whole: 99 },
        ],
        { seed: 1 },
      ).value,
    ).toBe(0.01);
    const [few, many] = [ratioOf(spread(8), { seed: 1 }), ratioOf(spread(200), { seed: 1 })];
    expect(many.value).toBeCloseTo(0.2, 12);
    // The standard error of the mean of 200 calls that differ by 10 % is 0.7 %.
    expect(many.high - many.low).toBeGreaterThan(0.02);
    expect(many.high - many.low).toBeLessThan(0.036);
    expect(few.high - few.low).toBeGreaterThan(3 * (many.high - many.low));
    expect(ratioOf(spread(8), { seed: 1 })).toEqual(few);
  });

  it('has no interval for one call and no value for none', () => {
    expect(ratioOf(spread(1), { seed: 1 })).toEqual({ value: 0.1, low: Number.NaN, high: Number.NaN });
    expect(ratioOf([], { seed: 1 }).value).toBeNaN();
  });
});

describe('bootstrap', () => {
  const calls = Array.from({ length: 60 }, (_, i) => ({ score: (i * 37) % 60, positive: i % 3 === 0 }));
  const recall = (g: readonly ScoreGroup[]) => recallAtFalsePositiveRate(g, 0.1);

  it('draws samples of the same make-up', () => {
    const counts = resampledGroups(calls, { seed: 3, resamples: 20 }, classCounts);
    expect(counts).toEqual(Array(20).fill({ positives: 20, negatives: 40 }));
  });

  it('draws whole stories, and knows no more than they do', () => {
    const told = (each: number) =>
      calls.flatMap((call, i) => Array.from({ length: each }, () => ({ ...call, story: String(i) })));
    const sizes = resampledGroups(told(7), { seed: 3, resamples: 20 }, (sample) =>
      sample.flatMap(({ positives, negatives }) => [positives % 7, negatives % 7]),
    );
    expect(new Set(sizes.flat())).toEqual(new Set([0]));
    const [once] = bootstrap(calls, [recall], { seed: 5 });
    expect(bootstrap(told(10), [recall], { seed: 5 })).toEqual([once]);
    const alone = told(10).map(({ score, positive }) => ({ score, positive }));
    const [apart = once] = bootstrap(alone, [recall], { seed: 5 });
    expect(width(apart)).toBeLessThan(width(once) / 2);
  });

  it('gives the same interval for the same seed, around the figure', () => {
    const [first] = bootstrap(calls, [recall], { seed: 5 });
    expect(bootstrap(calls, [recall], { seed: 5 })).toEqual([first]);
    expect(first?.value).toBe(recall(rank(calls)));
    expect(first?.low).toBeLessThanOrEqual(first?.value ?? -1);
    expect(first?.high).toBeGreaterThanOrEqual(first?.value ?? 2);
  });

  it('claims no interval for a single call of a class', () => {
    const [only] = bootstrap(
      [
        { score: 1, positive: true },
        { score: 0, positive: false },
      ],
      [recall],
      { seed: 1 },
    );
    expect(only).toEqual({ value: 1, low: Number.NaN, high: Number.NaN });
  });

  it('is widened where it has no width', () => {
    const perfect = { value: 1, low: 1, high: 1 };
    expect(widest(perfect, shareOf(9, 9)).low).toBeCloseTo(0.7009, 4);
    expect(widest({ value: 1, low: Number.NaN, high: Number.NaN }, shareOf(9, 9)).low).toBeCloseTo(0.7009, 4);
  });
});

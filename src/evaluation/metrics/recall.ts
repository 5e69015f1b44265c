import { type BootstrapOptions, type Estimate, resampled, widest } from './bootstrap.js';
import { allowedAlarms, recallAtFalsePositiveRate, recallOfDrawn } from './curves.js';
import { shareOfStories } from './intervals.js';
import { quantile } from './quantile.js';
import { comparable, rank, type Scored } from './ranking.js';

/**
 * Recall at false positive rates, each with the wider of two 95 % intervals: of a bootstrap over stories, in which the
 * threshold varies, too, and of the share of scams over the threshold, which has a width even at a perfect score.
 */
export function recallsAt(
  calls: readonly Scored[],
  rates: readonly number[],
  options: BootstrapOptions,
): Estimate[] {
  const groups = rank(calls);
  const samples = resampled(calls, options, (drawn) => rates.map((rate) => recallOfDrawn(drawn, rate)));
  const scams = calls.filter(({ positive }) => positive);
  const ordinary = calls.filter(({ positive }) => !positive).map(comparable);
  ordinary.sort((a, b) => b - a);
  return rates.map((rate, i) => {
    const value = recallAtFalsePositiveRate(groups, rate);
    if (Number.isNaN(value)) return { value, low: value, high: value };
    const drawn = samples.map((recalls) => recalls[i] ?? Number.NaN);
    const quiet = ordinary[allowedAlarms(ordinary.length, rate)] ?? Number.NEGATIVE_INFINITY;
    const found = shareOfStories(scams.map((call) => ({ ...call, hit: comparable(call) > quiet })));
    return widest({ value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) }, found);
  });
}

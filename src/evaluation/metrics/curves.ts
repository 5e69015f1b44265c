import type { Drawn } from './bootstrap.js';
import { classCounts, type ScoreGroup } from './ranking.js';

/** What a threshold at `threshold` gives: calls at or above it are called scams. */
export interface OperatingPoint {
  readonly threshold: number;
  readonly recall: number;
  readonly falsePositiveRate: number;
  readonly precision: number;
}

/** Every threshold that tells calls apart, strictest first. Empty when a class is missing. */
export function operatingPoints(groups: readonly ScoreGroup[]): OperatingPoint[] {
  const { positives, negatives } = classCounts(groups);
  if (positives === 0 || negatives === 0) return [];
  let [hits, alarms] = [0, 0];
  return groups.flatMap((group) => {
    hits += group.positives;
    alarms += group.negatives;
    if (hits + alarms === 0) return [];
    return {
      threshold: group.score,
      recall: hits / positives,
      falsePositiveRate: alarms / negatives,
      precision: hits / (hits + alarms),
    };
  });
}

/**
 * Share of scams found at the loosest threshold that calls at most `rate` of the ordinary calls a scam. The number of
 * false alarms allowed is rounded down, so few ordinary calls give a strict figure: with 50 of them 1 % allows none.
 * NaN when a class is missing.
 */
export function recallAtFalsePositiveRate(groups: readonly ScoreGroup[], rate: number): number {
  const counts = {
    positives: Uint32Array.from(groups, ({ positives }) => positives),
    negatives: Uint32Array.from(groups, ({ negatives }) => negatives),
  };
  return recallOfDrawn(counts, rate);
}

/** The same of a sample, at its own threshold. */
export function recallOfDrawn({ positives, negatives }: Drawn, rate: number): number {
  const [scams, ordinary] = [sum(positives), sum(negatives)];
  if (scams === 0 || ordinary === 0) return Number.NaN;
  const allowed = allowedAlarms(ordinary, rate);
  let [hits, alarms] = [0, 0];
  for (let place = 0; place < positives.length; place++) {
    alarms += negatives[place] ?? 0;
    if (alarms > allowed) break;
    hits += positives[place] ?? 0;
  }
  return hits / scams;
}

/** Ordinary calls that may be called scams at a rate, rounded down to whole calls. */
export function allowedAlarms(ordinary: number, rate: number): number {
  return Math.floor(ordinary * rate + 1e-9);
}

function sum(counts: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i] ?? 0;
  return total;
}

/** Probability that a scam scores higher than an ordinary call, ties counting half. NaN when a class is missing. */
export function areaUnderRoc(groups: readonly ScoreGroup[]): number {
  const { positives, negatives } = classCounts(groups);
  if (positives === 0 || negatives === 0) return Number.NaN;
  let [below, won] = [negatives, 0];
  for (const group of groups) {
    below -= group.negatives;
    won += group.positives * (below + group.negatives / 2);
  }
  return won / (positives * negatives);
}

/** Mean precision over the scams, by the step rule (no interpolation, which flatters). NaN when a class is missing. */
export function averagePrecision(groups: readonly ScoreGroup[]): number {
  let [sum, before] = [0, 0];
  const points = operatingPoints(groups);
  if (points.length === 0) return Number.NaN;
  for (const { recall, precision } of points) {
    sum += (recall - before) * precision;
    before = recall;
  }
  return sum;
}

/** Recall of the ROC at a false positive rate, stepwise: what is reached without going beyond it. */
export function recallUpTo(points: readonly OperatingPoint[], falsePositiveRate: number): number {
  return points.findLast((point) => point.falsePositiveRate <= falsePositiveRate + 1e-12)?.recall ?? 0;
}

/** Best precision at a recall of at least so much; NaN when there is none. */
export function precisionFrom(points: readonly OperatingPoint[], recall: number): number {
  let best = Number.NaN;
  for (const point of points) {
    if (point.recall >= recall - 1e-12 && !(point.precision <= best)) best = point.precision;
  }
  return best;
}

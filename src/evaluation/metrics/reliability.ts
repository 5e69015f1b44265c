import type { Estimate } from './bootstrap.js';
import { shareOfStories } from './intervals.js';
import type { Scored } from './ranking.js';

/** Calls whose predicted probability lies in one of the equal parts of 0..1. */
export interface ReliabilityBin {
  readonly calls: number;
  /** Mean probability predicted. */
  readonly predicted: number;
  /** Share that are scams. */
  readonly observed: Estimate;
}

export interface Reliability {
  readonly calls: number;
  /** Mean squared error of the probabilities; a constant guess of the base rate has `base * (1 - base)`. */
  readonly brier: number;
  /** Expected calibration error: mean distance between predicted and observed, weighted by calls. */
  readonly ece: number;
  /** Bins with calls only, lowest first. */
  readonly bins: readonly ReliabilityBin[];
}

/** How far probabilities can be taken at their word. Scores outside 0..1 or not numbers fall away. */
export function reliability(calls: readonly Scored[], parts = 10): Reliability {
  const usable = calls.filter(({ score }) => score >= 0 && score <= 1);
  const bins: ReliabilityBin[] = [];
  for (let part = 0; part < parts; part++) {
    const members = usable.filter(({ score }) => Math.min(parts - 1, Math.floor(score * parts)) === part);
    if (members.length === 0) continue;
    bins.push({
      calls: members.length,
      predicted: mean(members.map(({ score }) => score)),
      observed: shareOfStories(members.map((call) => ({ ...call, hit: call.positive }))),
    });
  }
  const distance = bins.reduce(
    (sum, bin) => sum + bin.calls * Math.abs(bin.predicted - bin.observed.value),
    0,
  );
  return {
    calls: usable.length,
    brier: mean(usable.map(({ score, positive }) => (score - Number(positive)) ** 2)),
    ece: usable.length === 0 ? Number.NaN : distance / usable.length,
    bins,
  };
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

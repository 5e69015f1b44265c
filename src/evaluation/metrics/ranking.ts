import { groupBy } from '../group-by.js';

/** A call as a detector sees it: how much it looks like a scam, and what it is. Any scale of scores will do. */
export interface Scored {
  readonly score: number;
  readonly positive: boolean;
  /** Calls that tell the same story stand or fall together; a call without one stands for itself. */
  readonly story?: string;
}

/** Calls of equal score: no threshold can part them. */
export interface ScoreGroup {
  readonly score: number;
  readonly positives: number;
  readonly negatives: number;
}

/** Calls by distinct score, highest first. A score that is not a number counts as the lowest there is. */
export function rank(calls: readonly Scored[]): ScoreGroup[] {
  const groups = groupBy(calls, comparable);
  return [...groups]
    .map(([score, members]) => {
      const positives = members.filter((call) => call.positive).length;
      return { score, positives, negatives: members.length - positives };
    })
    .sort((a, b) => (a.score < b.score ? 1 : -1));
}

export function comparable({ score }: Scored): number {
  return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
}

export interface ClassCounts {
  readonly positives: number;
  readonly negatives: number;
}

export function classCounts(groups: readonly ScoreGroup[]): ClassCounts {
  let [positives, negatives] = [0, 0];
  for (const group of groups) {
    positives += group.positives;
    negatives += group.negatives;
  }
  return { positives, negatives };
}

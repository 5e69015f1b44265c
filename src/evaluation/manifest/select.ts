import { groupBy } from '../group-by.js';
import { seededRandom, shuffled } from '../random.js';
import type { Split } from './labelled-call.js';
import type { EvaluationCall } from './manifest.js';

export interface Selection {
  readonly split: Split | 'all';
  /** Most calls to take. */
  readonly limit?: number;
  readonly seed: number;
}

/**
 * The calls of a split, in their order; with a limit a sample whose strata (label, source, hard negative) keep their
 * shares. The same seed draws the same calls.
 */
export function selectCalls(calls: readonly EvaluationCall[], selection: Selection): EvaluationCall[] {
  const { split, limit, seed } = selection;
  const wanted = calls.filter((call) => split === 'all' || call.split === split);
  if (limit === undefined || wanted.length <= limit) return wanted;

  const random = seededRandom(seed);
  const placed: { readonly call: EvaluationCall; readonly place: number }[] = [];
  for (const stratum of groupBy(wanted, stratumOf).values()) {
    // Every stratum is spread evenly over 0..1, so the first so many hold each in its share.
    for (const [i, call] of shuffled(stratum, random).entries()) {
      placed.push({ call, place: (i + 0.5) / stratum.length });
    }
  }
  const chosen = new Set(
    placed
      .sort((a, b) => a.place - b.place)
      .slice(0, limit)
      .map(({ call }) => call),
  );
  return wanted.filter((call) => chosen.has(call));
}

function stratumOf({ label, source, hardNegative }: EvaluationCall): string {
  return `${label} ${source} ${hardNegative === true}`;
}

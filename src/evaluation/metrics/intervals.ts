import type { Estimate } from './bootstrap.js';
import { storiesOf } from './stories.js';

/** 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** A share with its 95 % Wilson interval: honest for few calls and for 0 or all of them. NaN without calls. */
export function shareOf(hits: number, calls: number): Estimate {
  return wilson(hits / calls, calls);
}

/** One call of a share. */
export interface Counted {
  readonly hit: boolean;
  readonly story?: string;
}

/**
 * A share with its 95 % Wilson interval, as narrow as its stories allow: Wilson on the effective number of calls (Rao and
 * Scott, A simple method for the analysis of clustered binary data, Biometrics 48, 1992). NaN without calls.
 */
export function shareOfStories(calls: readonly Counted[]): Estimate {
  const share = calls.filter(({ hit }) => hit).length / calls.length;
  return wilson(share, effectiveCalls(calls, share));
}

/** Stories; a choice of ours. */
const HANDFUL = 5;

/**
 * Calls over their design effect: what the share varies by from story to story, over what it would if calls were drawn
 * one by one. Between 1 and the number of calls, or of stories where a handful of them holds all hits, or all misses: so
 * few say nothing of how much stories vary, and none or all are not less sure than one.
 */
function effectiveCalls(calls: readonly Counted[], share: number): number {
  const stories = storiesOf(calls);
  if (stories.length === calls.length || share === 0 || share === 1) return stories.length;
  const hitsOf = stories.map((story) => story.filter(({ hit }) => hit).length);
  let squares = 0;
  for (const [i, hits] of hitsOf.entries()) squares += (hits - share * (stories[i]?.length ?? 0)) ** 2;
  const withHits = hitsOf.filter((hits) => hits > 0).length;
  const withMisses = hitsOf.filter((hits, i) => hits < (stories[i]?.length ?? 0)).length;
  const most = Math.min(withHits, withMisses) < HANDFUL ? stories.length : calls.length;
  const variance = ((stories.length / (stories.length - 1)) * squares) / calls.length ** 2;
  const effective = (share * (1 - share)) / variance;
  // A single story gives no variance at all.
  return Number.isNaN(effective) ? 1 : Math.min(most, Math.max(1, effective));
}

function wilson(share: number, calls: number): Estimate {
  if (calls === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const squared = Z * Z;
  const middle = share + squared / (2 * calls);
  const spread = Z * Math.sqrt((share * (1 - share)) / calls + squared / (4 * calls * calls));
  const whole = 1 + squared / calls;
  return {
    value: share,
    low: Math.max(0, share === 0 ? 0 : (middle - spread) / whole),
    high: Math.min(1, share === 1 ? 1 : (middle + spread) / whole),
  };
}

/** Events per unit of exposure with the exact 95 % interval of a Poisson count (Garwood). NaN without exposure. */
export function rateOf(events: number, exposure: number): Estimate {
  if (!(exposure > 0)) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const low = events === 0 ? 0 : meanWhere((mean) => 1 - atMost(events - 1, mean) >= 0.025, events);
  const high = meanWhere((mean) => atMost(events, mean) <= 0.025, events);
  return { value: events / exposure, low: low / exposure, high: high / exposure };
}

/**
 * The rate that is exceeded with at most 5 % doubt (one-sided exact Poisson limit): 3 events per exposure where none
 * was seen. Infinity without exposure.
 */
export function rateAtMost(events: number, exposure: number): number {
  if (!(exposure > 0)) return Number.POSITIVE_INFINITY;
  return meanWhere((mean) => atMost(events, mean) <= 0.05, events) / exposure;
}

/** P(count <= events) for a Poisson mean. */
function atMost(events: number, mean: number): number {
  let [term, sum] = [0, 0];
  for (let k = 0; k <= events; k++) {
    term = k === 0 ? -mean : term + Math.log(mean / k);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** The smallest mean for which the condition holds, by bisection; it holds for all larger ones. */
function meanWhere(holds: (mean: number) => boolean, events: number): number {
  let [low, high] = [0, 2 * events + 20];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

import type { Estimate } from './bootstrap.js';

/** 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** A share with its 95 % Wilson interval: honest for few calls and for 0 or all of them. NaN without calls. */
export function shareOf(hits: number, calls: number): Estimate {
  if (calls === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const share = hits / calls;
  const squared = Z * Z;
  const middle = share + squared / (2 * calls);
  const spread = Z * Math.sqrt((share * (1 - share)) / calls + squared / (4 * calls * calls));
  const whole = 1 + squared / calls;
  return {
    value: share,
    low: Math.max(0, hits === 0 ? 0 : (middle - spread) / whole),
    high: Math.min(1, hits === calls ? 1 : (middle + spread) / whole),
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

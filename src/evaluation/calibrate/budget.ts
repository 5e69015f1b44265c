import { CallwardenError } from '../../errors.js';

/** False alerts allowed per 100 hours of ordinary calls. */
export interface Budget {
  readonly suspicious: number;
  readonly scam: number;
}

/** A hint may come this much more often than an alarm. */
const SUSPICIOUS_SHARE = 10;

/**
 * Calls in 100 hours that resemble a scam on purpose as the hard calls of the data do: three in a hundred of some 2,000 calls of
 * three minutes. An assumption, not a measurement; nobody has counted them.
 */
const HARD_CALLS_PER_100H = 60;

/** The share of hard calls that uses up a budget, 0..1, if they come as often as is assumed. */
export function shareOfHardCalls(alertsPer100h: number): number {
  return Math.min(1, alertsPer100h / HARD_CALLS_PER_100H);
}

const FORM = /^\s*(\d+(?:\.\d+)?)\s*(?:per|\/)\s*(\d+(?:\.\d+)?)?\s*h(?:ours?)?\s*$/i;

/**
 * Reads "1 per 100h".
 * @throws CallwardenError CW_USAGE
 */
export function parseBudget(text: string): Budget {
  const [, alerts, hours = '1'] = FORM.exec(text) ?? [];
  const scam = (100 * Number(alerts)) / Number(hours);
  if (alerts === undefined || !Number.isFinite(scam)) {
    throw new CallwardenError(
      'CW_USAGE',
      `The budget "${text}" is not understood: write it like "1 per 100h".`,
    );
  }
  return { scam, suspicious: scam * SUSPICIOUS_SHARE };
}

import { CallwardenError } from '../errors.js';

/** The worst moment of a stretch of ordinary calls: one call, or one hour of a long recording. */
export interface NegativeStretch {
  /** Highest risk score reached, 0..1. */
  readonly maxScore: number;
  readonly hours: number;
}

export interface PlacedThreshold {
  /** The score at or above which the level is raised, 0..1. */
  readonly threshold: number;
  /** False alarms per 100 hours measured at that threshold. */
  readonly falseAlarmsPer100h: number;
  /** How much ordinary speech that rests on. */
  readonly hours: number;
}

/** A threshold so near to certainty that no call could cross it is no threshold. */
const HIGHEST_USEFUL = 0.995;

/**
 * The lowest threshold whose false alarms on ordinary calls stay within the budget. Each stretch counts
 * as one alarm at most, as each call alerts at most once a level.
 * @throws CallwardenError CW_CALIBRATION_BUDGET when no threshold meets the budget, or when there is no
 *   ordinary speech to measure it on.
 */
export function placeThreshold(
  negatives: readonly NegativeStretch[],
  budgetPer100h: number,
): PlacedThreshold {
  const hours = negatives.reduce((sum, stretch) => sum + stretch.hours, 0);
  const usable = negatives.every((n) => n.maxScore >= 0 && n.maxScore <= 1 && n.hours >= 0);
  if (!usable || !(hours > 0) || !(budgetPer100h >= 0)) {
    throw budgetError(`there are no usable ordinary calls (${negatives.length} stretches, ${hours} h)`);
  }

  const allowed = Math.floor((budgetPer100h * hours) / 100 + 1e-9);
  const scores = negatives.map((n) => n.maxScore);
  const threshold = thresholdAllowing(scores, allowed);
  if (threshold === undefined) {
    throw budgetError(
      `${budgetPer100h} false alarms per 100 h allow ${allowed} in ${hours.toFixed(1)} h, ` +
        `but more ordinary calls than that reach a score of ${HIGHEST_USEFUL}`,
    );
  }
  const alarms = scores.filter((score) => score >= threshold).length;
  return { threshold, falseAlarmsPer100h: (100 * alarms) / hours, hours };
}

/**
 * Halfway between the loudest call that has to stay quiet and the quietest that may alarm, where so many may.
 * Undefined when more than that are as good as certain.
 */
export function thresholdAllowing(maxScores: readonly number[], allowed: number): number | undefined {
  const descending = [...maxScores].sort((x, y) => y - x);
  // This score, and everything below it, must stay quiet.
  const loudestQuiet = descending[allowed] ?? 0;
  if (loudestQuiet >= HIGHEST_USEFUL) return undefined;
  const quietestAlarm = descending.findLast((score) => score > loudestQuiet) ?? 1;
  // Between neighbouring numbers there is no middle: it would be rounded to the quiet one.
  const middle = (loudestQuiet + quietestAlarm) / 2;
  return Math.min(HIGHEST_USEFUL, middle > loudestQuiet ? middle : quietestAlarm);
}

function budgetError(why: string): CallwardenError {
  return new CallwardenError('CW_CALIBRATION_BUDGET', `No threshold meets the false-alarm budget: ${why}.`);
}

import {
  type Calibration,
  fitPlatt,
  type PlattScale,
  parseCalibration,
} from '../../detection/calibration.js';
import { logOdds, sigmoid } from '../../detection/platt.js';
import { CallwardenError } from '../../errors.js';
import { highestGate, highestJudge } from '../replay.js';
import { isScam } from '../report/detectors.js';
import type { CallRecord } from '../report/record.js';
import type { Budget } from './budget.js';
import { type PlacedLevel, type PlacedLevels, placeLevels } from './place-levels.js';
import { chooseSettings } from './settings.js';
import { weighings } from './weighings.js';

export interface FittedCalibration extends PlacedLevels {
  readonly calibration: Calibration;
}

/** Fewer calls of a class that the judge was asked about, and its scale is left as it was. */
const LEAST_JUDGED = 20;

/** Log-odds between raising a level and taking it back. */
const HYSTERESIS = 1;

/**
 * Fits probabilities, fusion and thresholds to calls of the dev split.
 * @param base gives what is not fitted: prior, how risk falls, signals and their relative weights, minimum evidence
 * @throws CallwardenError CW_CALIBRATION_DATA when a class is missing, CW_CALIBRATION_BUDGET when no threshold meets
 *   the budget
 */
export function fitCalibration(
  calls: readonly CallRecord[],
  base: Calibration,
  budget: Budget,
): FittedCalibration {
  const scams = calls.filter(isScam).length;
  if (scams === 0 || scams === calls.length) {
    throw new CallwardenError(
      'CW_CALIBRATION_DATA',
      `Calibration needs both kinds of calls: there are ${scams} scams and ${calls.length - scams} ordinary calls.`,
    );
  }
  const gate = scaleOf(calls, ({ evidence }) => highestGate(evidence)) ?? base.gate;
  const judge = scaleOf(calls, ({ evidence }) => highestJudge(evidence));
  // The gate's own scale already is the log-odds of a call.
  const gateAlone = { bias: 0, gate: 1 };
  const fitted: Calibration = {
    ...base,
    gate,
    judge: judge ?? base.judge,
    fusion: { ...base.fusion, gateAlone },
  };
  const ways = judge ? weighings(calls, gate, judge) : [];
  return withThresholds(chooseSettings(calls, fitted, ways, budget), calls, budget);
}

function scaleOf(
  calls: readonly CallRecord[],
  scoreOf: (call: CallRecord) => number | undefined,
): PlattScale | undefined {
  const spoken = calls.flatMap((call) => {
    const score = scoreOf(call);
    return score === undefined || !Number.isFinite(score) ? [] : { score, scam: isScam(call) };
  });
  const scams = spoken.filter(({ scam }) => scam).length;
  if (Math.min(scams, spoken.length - scams) < LEAST_JUDGED) return undefined;
  const { a, b } = fitPlatt(
    spoken.map(({ score }) => score),
    spoken.map(({ scam }) => scam),
  );
  // A model that is wrong more often than right has no place in the sum: it is told by its recall, not turned around.
  return a > 0 ? { a, b } : undefined;
}

function withThresholds(
  fitted: Calibration,
  calls: readonly CallRecord[],
  budget: Budget,
): FittedCalibration {
  const placed = placeLevels(calls, fitted, budget);
  const thresholds = { suspicious: levelAt(placed.suspicious), scam: levelAt(placed.scam) };
  // Words alone may worry but never condemn: lowering the ceiling can only take false alarms away.
  const ceiling = Math.min(fitted.escalation.ceiling, thresholds.scam.clear);
  const calibration = { ...fitted, escalation: { ...fitted.escalation, ceiling }, thresholds };
  return { calibration: parseCalibration(calibration, 'as fitted'), ...placed };
}

function levelAt({ threshold: raise }: PlacedLevel) {
  return { raise, clear: sigmoid(logOdds(raise) - HYSTERESIS) };
}

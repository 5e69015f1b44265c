import {
  type Calibration,
  type Placement,
  placeThreshold,
  thresholdAllowing,
} from '../../detection/calibration.js';
import { logOdds, sigmoid } from '../../detection/platt.js';
import { CallwardenError } from '../../errors.js';
import { rateAtMost } from '../metrics/intervals.js';
import { storiesOf } from '../metrics/stories.js';
import { drawnFrom, seededRandom } from '../random.js';
import { replayHighest } from '../replay.js';
import { isReal, isScam, storyOf } from '../report/detectors.js';
import type { CallRecord } from '../report/record.js';
import { type Budget, shareOfHardCalls } from './budget.js';

export interface PlacedLevel {
  readonly threshold: number;
  readonly placement: Placement;
}

export interface PlacedLevels {
  readonly suspicious: PlacedLevel;
  readonly scam: PlacedLevel;
}

/** The share has to hold for other stories than those at hand: in this share of the draws of as many stories from them. */
const CONFIDENCE = 0.95;
const DRAWS = 400;

/** Log-odds between the loudest ordinary call that has to stay quiet and the threshold. */
const MARGIN = 0.25;

type Level = keyof Budget;

interface Stretch {
  readonly maxScore: number;
  readonly hours: number;
  readonly real: boolean;
  readonly hard: boolean;
  readonly story: string;
}

/**
 * Places both levels by the false-alarm budget, measured on real ordinary talk where there is any, and keeps hard calls
 * below them but for the share that the same budget has room for: they are far more frequent in the data than on any line, so that
 * hours of them mean nothing. The stricter of both rules decides.
 * @throws CallwardenError CW_CALIBRATION_BUDGET when no threshold meets the budget or the share
 */
export function placeLevels(
  calls: readonly CallRecord[],
  calibration: Calibration,
  budget: Budget,
): PlacedLevels {
  const ordinary = calls
    .filter((call) => !isScam(call))
    .map((call) => ({
      maxScore: replayHighest(call.evidence, calibration),
      hours: call.durationMs / 3_600_000,
      real: isReal(call),
      hard: call.hardNegative,
      story: storyOf(call),
    }));
  const scam = placeLevel(ordinary, budget, 'scam');
  const suspicious = placeLevel(ordinary, budget, 'suspicious');
  // Both rest on different calls, so their order has to be kept.
  return { scam, suspicious: suspicious.threshold > scam.threshold ? scam : suspicious };
}

function placeLevel(ordinary: readonly Stretch[], budget: Budget, level: Level): PlacedLevel {
  const real = ordinary.filter((stretch) => stretch.real);
  const measured = real.length > 0 ? real : ordinary;
  const hard = ordinary.filter((stretch) => stretch.hard);
  const byBudget = lowered(measured, placeThreshold(measured, budget[level]).threshold);
  const byShare =
    hard.length === 0 ? 0 : lowered(hard, thresholdOfShare(hard, shareOfHardCalls(budget[level]), level));
  const threshold = Math.max(byBudget, byShare);
  const over = (stretches: readonly Stretch[]) =>
    stretches.filter(({ maxScore }) => maxScore >= threshold).length;
  const hours = measured.reduce((sum, stretch) => sum + stretch.hours, 0);
  const falseAlarms = over(measured);
  return {
    threshold,
    placement: {
      talk: real.length > 0 ? 'real' : 'made-up',
      hours,
      falseAlarms,
      atMostPer100h: rateAtMost(falseAlarms, hours / 100),
      hardCalls: hard.length,
      hardAlarms: over(hard),
      budgetAlone: byBudget,
      placedBy: byShare > byBudget ? 'hard-calls' : 'budget',
    },
  };
}

/** The threshold that keeps all but a share of the hard calls below it, rounded down to whole calls, with CONFIDENCE over their stories. */
function thresholdOfShare(hard: readonly Stretch[], share: number, level: Level): number {
  const stories = storiesOf(hard);
  const random = seededRandom(1);
  const thresholds = Array.from({ length: DRAWS }, () => {
    const drawn = drawnFrom(stories, random).flat();
    const allowed = Math.floor(share * drawn.length + 1e-9);
    const scores = drawn.map(({ maxScore }) => maxScore);
    return thresholdAllowing(scores, allowed) ?? Number.POSITIVE_INFINITY;
  }).sort((a, b) => a - b);
  const threshold = thresholds[Math.ceil(CONFIDENCE * DRAWS) - 1] ?? Number.POSITIVE_INFINITY;
  if (threshold < 1) return threshold;
  throw new CallwardenError(
    'CW_CALIBRATION_BUDGET',
    `No threshold keeps all but ${Number((share * 100).toPrecision(2))} % of the hard ordinary calls below "${level}": ` +
      'more of them are as good as certain to be taken for scams.',
  );
}

/** Half the way to certainty is farther from a loud ordinary call than it need be, and costs scams. */
function lowered(stretches: readonly Stretch[], threshold: number): number {
  const quiet = stretches.map(({ maxScore }) => maxScore).filter((score) => score < threshold);
  const loudest = quiet.reduce((most, score) => Math.max(most, score), 0);
  return loudest === 0 ? threshold : Math.min(threshold, sigmoid(logOdds(loudest) + MARGIN));
}

import type { Calibration } from '../../detection/calibration.js';
import { signalKind } from '../../detection/taxonomy.js';
import { CallwardenError } from '../../errors.js';
import { replay, replayHighest } from '../replay.js';
import { isReal, isScam } from '../report/detectors.js';
import type { CallRecord } from '../report/record.js';
import type { Budget } from './budget.js';
import { placeLevels } from './place-levels.js';
import type { Weighing } from './weighings.js';

/** How far the judge may pull a call below what the gate says, nats. */
const PULLS = [2.5, 1, 0.5, 5];
/** Which part of the way up the risk goes at once: less waits for a second piece of evidence. */
const RISES = [0.6, 0.8, 1];
/** Shares of the signals' weights to try. Never 0: a signal also makes the risk follow at once. */
const FAINTEST = 0.03;
const SIGNAL_SHARES = [1, 0.5, 0.25, 0.1, FAINTEST];

/** False alarms, as a share of real ordinary calls, at which a scam still has to stand out: about one in 100 hours. */
const RARE = 0.001;

/**
 * Tries the few settings that no regression gives, one kind after the other, and keeps those that find most scams, and
 * find them before they ask for anything: at both thresholds that the budget buys, which hard calls decide, and among
 * real ordinary calls, which are what a line carries. The first of equals wins, so the orders above are preferences.
 * @param ways how gate and judge may be weighed together; none where the judge said too little to be fitted
 */
export function chooseSettings(
  calls: readonly CallRecord[],
  base: Calibration,
  ways: readonly Weighing[],
  budget: Budget,
): Calibration {
  const joined = (from: Calibration) =>
    ways.flatMap((both) => PULLS.map((maxPull) => ({ ...from, fusion: { ...from.fusion, both, maxPull } })));
  const rising = (from: Calibration) =>
    RISES.map((rise) => ({ ...from, smoothing: { ...from.smoothing, rise } }));
  const signalled = (from: Calibration) => SIGNAL_SHARES.map((share) => withSignals(from, share));

  // All begin from the same place, or calibrating twice would go on where the first time ended.
  const start = { ...withSignals(base, FAINTEST), smoothing: { ...base.smoothing, rise: 1 } };
  return [joined, rising, signalled].reduce(
    (best, vary) => mostUseful(vary(best), best, calls, budget),
    start,
  );
}

function mostUseful(
  tried: readonly Calibration[],
  otherwise: Calibration,
  calls: readonly CallRecord[],
  budget: Budget,
): Calibration {
  let [best, most] = [otherwise, Number.NEGATIVE_INFINITY];
  for (const calibration of tried) {
    const worth = usefulness(calls, calibration, budget);
    if (worth > most + 1e-9) [best, most] = [calibration, worth];
  }
  return best;
}

function withSignals(base: Calibration, share: number): Calibration {
  // From the taxonomy, not from the base: calibrating twice must not shrink them twice.
  const signals = Object.entries(base.escalation.signals).map(([id, weight]) => [
    id,
    round((signalKind(id)?.weight ?? weight) * share),
  ]);
  return { ...base, escalation: { ...base.escalation, signals: Object.fromEntries(signals) } };
}

/** Scams found, and scams found in time, averaged over the thresholds; 0 when the budget cannot be met. */
function usefulness(calls: readonly CallRecord[], calibration: Calibration, budget: Budget): number {
  const levels = placedOrNot(calls, calibration, budget);
  if (!levels) return 0;
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  const real = ordinary.filter(isReal);
  const rare = loudestLeft(real.length > 0 ? real : ordinary, calibration);
  const isOver = [
    (score: number) => score >= levels.suspicious.threshold,
    (score: number) => score >= levels.scam.threshold,
    (score: number) => score > rare,
  ];
  let found = 0;
  for (const { evidence, extractionCueMs } of scams) {
    const readings = replay(evidence, calibration);
    for (const over of isOver) {
      const atMs = readings.find(({ score }) => over(score))?.atMs;
      if (atMs !== undefined) found += atMs <= (extractionCueMs ?? Number.POSITIVE_INFINITY) ? 2 : 1;
    }
  }
  return found / (2 * isOver.length * scams.length);
}

function placedOrNot(calls: readonly CallRecord[], calibration: Calibration, budget: Budget) {
  try {
    return placeLevels(calls, calibration, budget);
  } catch (error) {
    if (error instanceof CallwardenError && error.code === 'CW_CALIBRATION_BUDGET') return undefined;
    throw error;
  }
}

/** The highest score of ordinary talk that is left when the RARE share of its loudest calls is let pass. */
function loudestLeft(talk: readonly CallRecord[], calibration: Calibration): number {
  const loudest = talk.map(({ evidence }) => replayHighest(evidence, calibration)).sort((a, b) => b - a);
  return loudest[Math.floor(loudest.length * RARE + 1e-9)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

import type { Calibration } from '../../detection/calibration.js';
import { signalKind } from '../../detection/taxonomy.js';
import { replay } from '../replay.js';
import { isScam } from '../report/detectors.js';
import type { CallRecord } from '../report/record.js';

/** Shares of the signals' weights to try. Never 0: a signal also makes the risk follow at once. */
const SIGNAL_SHARES = [1, 0.5, 0.25, 0.1, 0.03];
/** How far the judge may pull a call below what the gate says, nats. */
const PULLS = [2.5, 1, 5];

/** False alarms allowed while settings are compared, as shares of the ordinary calls. */
const RATES = [0.001, 0.01];

/**
 * Tries the few settings that no regression gives, and keeps those that find most scams, and find them before they
 * ask for anything, at 0.1 % and 1 % false positives. The first of equals wins, so the order above is a preference.
 */
export function chooseSettings(calls: readonly CallRecord[], base: Calibration): Calibration {
  const judged = calls.some(({ evidence }) => evidence.some(({ judge }) => judge !== undefined));
  let best = base;
  let most = Number.NEGATIVE_INFINITY;
  for (const maxPull of judged ? PULLS : [base.fusion.maxPull]) {
    for (const share of SIGNAL_SHARES) {
      const tried = withSettings(base, share, maxPull);
      const worth = usefulness(calls, tried);
      if (worth > most + 1e-9) [best, most] = [tried, worth];
    }
  }
  return best;
}

function withSettings(base: Calibration, share: number, maxPull: number): Calibration {
  // From the taxonomy, not from the base: calibrating twice must not shrink them twice.
  const signals = Object.entries(base.escalation.signals).map(([id, weight]) => [
    id,
    round((signalKind(id)?.weight ?? weight) * share),
  ]);
  return {
    ...base,
    escalation: { ...base.escalation, signals: Object.fromEntries(signals) },
    fusion: { ...base.fusion, maxPull },
  };
}

/** Scams found, and scams found in time, averaged over the rates. */
function usefulness(calls: readonly CallRecord[], calibration: Calibration): number {
  const runs = calls.map((call) => {
    const readings = replay(call.evidence, calibration);
    return { call, readings, highest: readings.reduce((most, { score }) => Math.max(most, score), 0) };
  });
  const scams = runs.filter(({ call }) => isScam(call));
  const ordinary = runs.filter(({ call }) => !isScam(call)).map(({ highest }) => highest);
  ordinary.sort((a, b) => b - a);
  let sum = 0;
  for (const rate of RATES) {
    const quiet = ordinary[Math.floor(ordinary.length * rate + 1e-9)] ?? 0;
    for (const { call, readings, highest } of scams) {
      if (highest <= quiet) continue;
      const atMs = readings.find(({ score }) => score > quiet)?.atMs ?? 0;
      sum += 1 + (atMs <= (call.extractionCueMs ?? Number.POSITIVE_INFINITY) ? 1 : 0);
    }
  }
  return sum / (2 * RATES.length * scams.length);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

import { bootstrap, type Estimate } from '../../metrics/bootstrap.js';
import { areaUnderRoc, averagePrecision } from '../../metrics/curves.js';
import { rateOf } from '../../metrics/intervals.js';
import { recallsAt } from '../../metrics/recall.js';
import { alerted, type Detector, detectorsFor, isReal, isScam, scored } from '../detectors.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

export interface DetectorFigures {
  readonly detector: string;
  readonly recallAt1Percent: Estimate;
  readonly recallAt01Percent: Estimate;
  /** The same with the threshold taken from real ordinary calls alone; absent where there are no others, or none. */
  readonly ofReal: { readonly recallAt1Percent: Estimate; readonly recallAt01Percent: Estimate } | undefined;
  readonly averagePrecision: Estimate;
  readonly areaUnderRoc: Estimate;
}

export interface AlertFigures {
  readonly level: 'suspicious or scam' | 'scam';
  readonly found: Estimate;
  readonly falseCalls: number;
  readonly falseCallShare: Estimate;
  readonly falsePer100h: Estimate;
  /** Without made-up calls and without those chosen to be hard: what a line would see. */
  readonly falsePer100hReal: Estimate;
  readonly precision: Estimate;
}

export interface HeadlineFigures {
  readonly scams: number;
  readonly ordinary: number;
  /** Of the ordinary calls, those neither made up nor chosen to be hard. */
  readonly real: number;
  readonly ordinaryMs: number;
  readonly detectors: readonly DetectorFigures[];
  readonly alerts: readonly AlertFigures[];
}

const MS_PER_100H = 360_000_000;
const NONE: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

function durationOf(calls: readonly CallRecord[]): number {
  return calls.reduce((sum, call) => sum + call.durationMs, 0);
}

/** The figures that a detector is chosen by. */
export function headlineFigures(calls: readonly CallRecord[], seed: number): HeadlineFigures {
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  const ordinaryMs = durationOf(ordinary);
  const real = ordinary.filter(isReal);
  const alerts = ([undefined, 'scam'] as const).map((level): AlertFigures => {
    const told = (call: CallRecord) => alerted(call, level);
    const falseCalls = ordinary.filter(told).length;
    return {
      level: level ?? 'suspicious or scam',
      found: shareWhere(scams, told),
      falseCalls,
      falseCallShare: shareWhere(ordinary, told),
      falsePer100h: rateOf(falseCalls, ordinaryMs / MS_PER_100H),
      falsePer100hReal: rateOf(real.filter(told).length, durationOf(real) / MS_PER_100H),
      precision: shareWhere(calls.filter(told), isScam),
    };
  });
  const detectors = detectorsFor(calls).map((detector) => detectorFigures(calls, detector, seed));
  return {
    scams: scams.length,
    ordinary: ordinary.length,
    real: real.length,
    ordinaryMs,
    detectors,
    alerts,
  };
}

const RATES = [0.01, 0.001];

function detectorFigures(calls: readonly CallRecord[], detector: Detector, seed: number): DetectorFigures {
  const scores = scored(calls, detector);
  const [one, tenth] = recallsAt(scores, RATES, { seed });
  const [precision, area] = bootstrap(scores, [averagePrecision, areaUnderRoc], { seed });
  return {
    detector: detector.name,
    recallAt1Percent: one ?? NONE,
    recallAt01Percent: tenth ?? NONE,
    ofReal: recallsOfReal(calls, detector, seed),
    averagePrecision: precision ?? NONE,
    areaUnderRoc: area ?? NONE,
  };
}

function recallsOfReal(
  calls: readonly CallRecord[],
  detector: Detector,
  seed: number,
): DetectorFigures['ofReal'] {
  const plain = calls.filter((call) => isScam(call) || isReal(call));
  if (plain.length === calls.length || plain.every(isScam)) return undefined;
  const [one, tenth] = recallsAt(scored(plain, detector), RATES, { seed });
  return { recallAt1Percent: one ?? NONE, recallAt01Percent: tenth ?? NONE };
}

import { bootstrap, type Estimate } from '../../metrics/bootstrap.js';
import { areaUnderRoc, averagePrecision } from '../../metrics/curves.js';
import { rateOf } from '../../metrics/intervals.js';
import { recallsAt } from '../../metrics/recall.js';
import { alerted, type Detector, detectorsFor, isReal, isScam, scored } from '../detectors.js';
import { type Block, comparison, heading, type Tiles, table, text } from '../document.js';
import { count, hours, numberWithin, percentWithin } from '../format.js';
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

export function headlineSection(figures: HeadlineFigures): Block[] {
  const { scams, ordinary, ordinaryMs, detectors, alerts } = figures;
  return [
    text(
      `${calls(scams, 'scam')}, ${calls(ordinary, 'ordinary call')} (${hours(ordinaryMs)}). Intervals of 95 % stand in brackets or below their figures. Recall at 1 % is the share of scams found when at most 1 % of the ordinary calls are called one.`,
    ),
    ...warnings(figures),
    comparison(
      ['detector', 'recall at 1 % false positives', 'at 0.1 %', 'average precision', 'area under ROC'],
      detectors.map((row) => [
        row.detector,
        percentWithin(row.recallAt1Percent),
        percentWithin(row.recallAt01Percent),
        numberWithin(row.averagePrecision, 3),
        numberWithin(row.areaUnderRoc, 3),
      ]),
    ),
    ...realSection(figures),
    heading(3, 'Alerts at the thresholds in use'),
    text(
      'What a person would have been told. Real calls are neither made up nor chosen to be hard. Precision is the share of alerts that are right in this mix of calls; on a line, where scams are rarer, it is lower.',
    ),
    table(
      [
        'alert',
        'scams alerted',
        'ordinary calls alerted',
        'share of ordinary calls',
        'false alerts per 100 h',
        'per 100 h of real calls',
        'precision in this set',
      ],
      alerts.map((row) => [
        row.level,
        percentWithin(row.found),
        count(row.falseCalls),
        percentWithin(row.falseCallShare),
        numberWithin(row.falsePer100h, 1),
        numberWithin(row.falsePer100hReal, 1),
        percentWithin(row.precision),
      ]),
    ),
  ];
}

/** A set may hold far more hard calls than a line ever will: what its scams are worth beside plain talk is told apart. */
function realSection({ detectors, real }: HeadlineFigures): Block[] {
  const rows = detectors.flatMap(({ detector, ofReal }) => (ofReal ? [{ detector, ...ofReal }] : []));
  if (rows.length === 0) return [];
  return [
    text(
      `The same scams, beside the ${calls(real, 'ordinary call')} that ${real === 1 ? 'is' : 'are'} neither made up nor chosen to be hard:`,
    ),
    comparison(
      ['detector', 'recall at 1 % of real ordinary calls', 'at 0.1 %'],
      rows.map((row) => [
        row.detector,
        percentWithin(row.recallAt1Percent),
        percentWithin(row.recallAt01Percent),
      ]),
    ),
  ];
}

/** Too few calls make figures look better than they are: said before the figures are read. */
function warnings({ scams, ordinary, detectors, alerts }: HeadlineFigures): Block[] {
  const said: string[] = [];
  if (scams === 0)
    said.push('There is no scam among these calls: recall, precision and curves cannot be told.');
  if (ordinary === 0) said.push('There is no ordinary call among these: false alarms cannot be told.');
  for (const [rate, least] of [
    ['1 %', 100],
    ['0.1 %', 1000],
  ] as const) {
    if (ordinary > 0 && ordinary < least && scams > 0)
      said.push(
        `${calls(ordinary, 'ordinary call')} ${ordinary === 1 ? 'is' : 'are'} too few for ${rate}: that column allows no false positive at all.`,
      );
  }
  const product = detectors[0];
  if (product?.recallAt1Percent.value === 1 && scams > 0)
    said.push(
      `A perfect score on ${calls(scams, 'scam')}: all that it proves is a recall of at least ${percentLow(product.recallAt1Percent)}.`,
    );
  const any = alerts[0];
  if (any && any.falseCalls === 0 && ordinary > 0)
    said.push(
      `No ordinary call was alerted; in so few hours that only proves at most ${any.falsePer100h.high.toFixed(1)} false alerts per 100 h.`,
    );
  return said.map(text);
}

function percentLow({ low }: Estimate): string {
  return `${(low * 100).toFixed(1)} %`;
}

function calls(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

/** The figures for those who read no further. */
export function headlineTiles({ scams, ordinary, alerts, detectors }: HeadlineFigures): Tiles {
  const [any, sure] = alerts;
  const [product] = detectors;
  const tile = (label: string, shown: string, note: string) => {
    const [figure = shown, interval] = shown.split(/ \((.*)\)$/);
    return { label, figure, note: interval ? `${interval}; ${note}` : note };
  };
  return {
    kind: 'tiles',
    tiles: [
      ...(any && scams > 0 ? [tile('scams alerted', percentWithin(any.found), `of ${scams}`)] : []),
      ...(sure && scams > 0 ? [tile('alerted as `scam`', percentWithin(sure.found), `of ${scams}`)] : []),
      ...(product && scams > 0 && ordinary > 0
        ? [tile('recall at 1 % false positives', percentWithin(product.recallAt1Percent), 'best threshold')]
        : []),
      ...(any && ordinary > 0
        ? [
            tile(
              'false alerts per 100 h',
              numberWithin(any.falsePer100h, 1),
              `${any.falseCalls} of ${ordinary} calls`,
            ),
          ]
        : []),
      ...(any && Number.isFinite(any.falsePer100hReal.value)
        ? [
            tile(
              'false alerts per 100 h of real calls',
              numberWithin(any.falsePer100hReal, 1),
              'not chosen to be hard',
            ),
          ]
        : []),
    ],
  };
}

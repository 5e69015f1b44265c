import type { Calibration } from '../../../detection/calibration.js';
import { sigmoid } from '../../../detection/platt.js';
import { type Reliability, type ReliabilityBin, reliability } from '../../metrics/reliability.js';
import { type Detector, detectorsFor, GATE, isScam, JUDGE, PRODUCT, scored } from '../detectors.js';
import { type Block, comparison, heading, shareAxis, table, text } from '../document.js';
import { count, number, percent, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';

type Measured = Reliability & { readonly name: string };

/** Whether a risk of 80 % means 80 of 100 calls: of the product, and of its parts as calibrated. */
export function reliabilitySection(calls: readonly CallRecord[], calibration: Calibration): Block[] {
  const measured = measure(calls, calibration);
  return [...figures(calls, measured), ...diagram(measured)];
}

/** The same in a few figures. */
export function reliabilityFigures(calls: readonly CallRecord[], calibration: Calibration): Block[] {
  return figures(calls, measure(calls, calibration));
}

function measure(calls: readonly CallRecord[], calibration: Calibration): Measured[] {
  const parts: [string, Detector][] = detectorsFor(calls).flatMap((detector): [string, Detector][] => {
    if (detector === PRODUCT) return [[detector.name, detector]];
    if (detector !== GATE && detector !== JUDGE) return [];
    const { a, b } = detector === GATE ? calibration.gate : calibration.judge;
    return [[detector.name, { ...detector, score: (call) => sigmoid(a * detector.score(call) + b) }]];
  });
  return parts.map(([name, detector]) => ({ name, ...reliability(scored(calls, detector)) }));
}

function figures(calls: readonly CallRecord[], measured: readonly Measured[]): Block[] {
  const base = calls.filter(isScam).length / calls.length;
  return [
    heading(3, 'Are the probabilities true?'),
    text(
      'The highest risk of each call is a score from 0 to 1; here it is held against how many were scams, as if it were a probability. Brier score and calibration error are best at 0; the majority always tells the base rate, which is that of this set and not of a telephone line, where scams are rarer. Length and keywords give no such score.',
    ),
    comparison(
      ['detector', 'calls', 'Brier score', 'expected calibration error'],
      [
        ...measured.map(({ name, calls: n, brier, ece }) => [
          name,
          count(n),
          number(brier, 4),
          number(ece, 4),
        ]),
        ['majority (base rate)', count(calls.length), number(base * (1 - base), 4), number(0, 4)],
      ],
    ),
  ];
}

function diagram(measured: readonly Measured[]): Block[] {
  return [
    table(
      ['risk told by Callwarden', 'calls', 'were scams'],
      (measured[0]?.bins ?? []).map(({ predicted, observed, calls: n }) => [
        `${percent(predicted)} on average`,
        count(n),
        percentWithin(observed),
      ]),
    ),
    {
      kind: 'chart',
      title: 'Reliability',
      description: 'Share of scams over the risk told, in ten bins; the diagonal is perfect.',
      x: shareAxis('risk told'),
      y: shareAxis('were scams'),
      diagonal: true,
      series: measured.map(({ name, bins }, i) => ({
        name,
        style: 'line',
        baseline: i > 0,
        points: bins.map(({ predicted, observed }) => [predicted, observed.value] as const),
        ...(i > 0 ? {} : { band: bins.map(inside) }),
      })),
    },
  ];
}

function inside({ predicted, observed }: ReliabilityBin): [x: number, low: number, high: number] {
  return [predicted, observed.low, observed.high];
}

import type { Calibration } from '../../../detection/calibration.js';
import { sigmoid } from '../../../detection/platt.js';
import { shareOf } from '../../metrics/intervals.js';
import { type ReliabilityBin, reliability } from '../../metrics/reliability.js';
import { type Detector, detectorsFor, GATE, isScam, JUDGE, PRODUCT, scored } from '../detectors.js';
import { type Block, comparison, heading, shareAxis, table, text } from '../document.js';
import { count, number, percent, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';

/** Whether a risk of 80 % means 80 of 100 calls: of the product, and of its parts as calibrated. */
export function reliabilitySection(calls: readonly CallRecord[], calibration: Calibration): Block[] {
  if (calls.length === 0) return [];
  const base = calls.filter(isScam).length / calls.length;
  const parts: [string, Detector][] = detectorsFor(calls).flatMap((detector): [string, Detector][] => {
    if (detector === PRODUCT) return [[detector.name, detector]];
    if (detector !== GATE && detector !== JUDGE) return [];
    const { a, b } = detector === GATE ? calibration.gate : calibration.judge;
    return [[detector.name, { ...detector, score: (call) => sigmoid(a * detector.score(call) + b) }]];
  });
  const measured = parts.map(([name, detector]) => ({ name, ...reliability(scored(calls, detector)) }));
  return [
    heading(3, 'Are the probabilities true?'),
    text(
      'Highest risk of each call, as a probability. Brier score and calibration error are best at 0; the majority always tells the base rate, which is that of this set and not of a telephone line, where scams are rarer. Length and keywords tell no probability.',
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
    table(
      ['risk told by Callwarden', 'calls', 'were scams'],
      (measured[0]?.bins ?? []).map(({ predicted, observed, calls: n }) => [
        `${percent(predicted)} on average`,
        count(n),
        percentWithin(shareOf(Math.round(observed * n), n)),
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
        points: bins.map(({ predicted, observed }) => [predicted, observed] as const),
        ...(i > 0 ? {} : { band: bins.map(inside) }),
      })),
    },
  ];
}

function inside({ predicted, observed, calls }: ReliabilityBin): [x: number, low: number, high: number] {
  const { low, high } = shareOf(Math.round(observed * calls), calls);
  return [predicted, low, high];
}

import { resampledGroups } from '../../metrics/bootstrap.js';
import { type OperatingPoint, operatingPoints, precisionFrom, recallUpTo } from '../../metrics/curves.js';
import { quantile } from '../../metrics/quantile.js';
import { rank, type Scored } from '../../metrics/ranking.js';
import { alerted, detectorsFor, isScam, PRODUCT, scored } from '../detectors.js';
import { type Axis, type Block, type Chart, heading, type Series, shareAxis, text } from '../document.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

const RECALL_GRID = Array.from({ length: 51 }, (_, i) => i / 50);

/** ROC and precision-recall, the product with its 95 % band and the thresholds in use, baselines beside it. */
export function curvesSection(calls: readonly CallRecord[], seed: number): Block[] {
  if (!calls.some(isScam) || calls.every(isScam)) return [];
  return [
    heading(3, 'Curves'),
    text(
      'Every threshold of each detector. Circles are the thresholds in use, crosses and the shaded band 95 % intervals (band: bootstrap over stories). What stands at the left edge of the first picture had no false alarm.',
    ),
    rocChart(calls, seed),
    precisionRecallChart(calls, seed),
  ];
}

function rocChart(calls: readonly CallRecord[], seed: number): Chart {
  const axis = falsePositiveAxis(calls.filter((call) => !isScam(call)).length);
  const grid = logGrid(axis.from, 1, 80);
  const at = (points: readonly OperatingPoint[]) => grid.map((rate) => recallUpTo(points, rate));
  return {
    kind: 'chart',
    title: 'Scams found, by false alarms',
    description: 'ROC curves: share of scams found over the share of ordinary calls called a scam.',
    x: axis,
    y: shareAxis('scams found'),
    series: series(calls, grid, at, 'steps', seed),
    marks: inUse(calls).map(({ label, recall, falsePositives }) => ({
      x: falsePositives.value,
      y: recall.value,
      label,
      xRange: [falsePositives.low, falsePositives.high],
      yRange: [recall.low, recall.high],
    })),
  };
}

function precisionRecallChart(calls: readonly CallRecord[], seed: number): Chart {
  const at = (points: readonly OperatingPoint[]) =>
    RECALL_GRID.map((recall) => precisionFrom(points, recall));
  return {
    kind: 'chart',
    title: 'How often an alert is right, by scams found',
    description: 'Precision over recall, in the mix of calls of this set.',
    x: shareAxis('scams found'),
    y: shareAxis('alerts that are right'),
    series: series(calls, RECALL_GRID, at, 'line', seed),
    marks: inUse(calls).flatMap(({ label, recall, precision }) =>
      Number.isNaN(precision.value)
        ? []
        : {
            x: recall.value,
            y: precision.value,
            label,
            xRange: [recall.low, recall.high],
            yRange: [precision.low, precision.high],
          },
    ),
  };
}

type Sampled = (points: readonly OperatingPoint[]) => number[];

function series(
  calls: readonly CallRecord[],
  grid: readonly number[],
  at: Sampled,
  style: Series['style'],
  seed: number,
): Series[] {
  return detectorsFor(calls).map((detector) => {
    const scores = scored(calls, detector);
    const whole = at(operatingPoints(rank(scores)));
    const drawn: Series = { name: detector.name, style, points: points(grid, whole) };
    return detector === PRODUCT
      ? { ...drawn, band: band(scores, grid, at, seed) }
      : { ...drawn, baseline: true };
  });
}

function points(grid: readonly number[], values: readonly number[]): [number, number][] {
  return grid.flatMap((x, i): [number, number][] => {
    const y = values[i];
    return y === undefined || Number.isNaN(y) ? [] : [[x, y]];
  });
}

function band(
  scores: readonly Scored[],
  grid: readonly number[],
  at: Sampled,
  seed: number,
): [number, number, number][] {
  const drawn = resampledGroups(scores, { seed }, (sample) => at(operatingPoints(sample)));
  return grid.flatMap((x, i): [number, number, number][] => {
    const values = drawn.map((sample) => sample[i] ?? Number.NaN);
    const [low, high] = [quantile(values, 0.025), quantile(values, 0.975)];
    return Number.isNaN(low) || Number.isNaN(high) ? [] : [[x, low, high]];
  });
}

/** Where the product stands with the thresholds in use: what it alerted, not what a curve would allow. */
function inUse(calls: readonly CallRecord[]) {
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  return (['suspicious', 'scam'] as const).map((label) => {
    const told = (call: CallRecord) => alerted(call, label === 'scam' ? label : undefined);
    return {
      label,
      recall: shareWhere(scams, told),
      falsePositives: shareWhere(ordinary, told),
      precision: shareWhere(calls.filter(told), isScam),
    };
  });
}

/** From half of what one ordinary call is: further left no set of this size can see. */
function falsePositiveAxis(ordinary: number): Axis {
  const ticks = [0.0001, 0.001, 0.01, 0.1, 1].map((at) => ({
    at,
    label: `${Number((at * 100).toPrecision(1))} %`,
  }));
  const from = 1 / (2 * ordinary);
  return {
    label: 'ordinary calls called a scam',
    from,
    to: 1,
    scale: 'log',
    ticks: ticks.filter(({ at }) => at >= from),
  };
}

function logGrid(from: number, to: number, steps: number): number[] {
  const ratio = Math.log(to / from);
  return Array.from({ length: steps + 1 }, (_, i) =>
    i === steps ? to : from * Math.exp((ratio * i) / steps),
  );
}

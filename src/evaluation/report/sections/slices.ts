import { groupBy } from '../../group-by.js';
import { recallAtFalsePositiveRate } from '../../metrics/curves.js';
import { shareOf } from '../../metrics/intervals.js';
import { lengthMatched } from '../../metrics/length-matched.js';
import { rank } from '../../metrics/ranking.js';
import { alerted, type Detector, detectorsFor, isScam, scored } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';

interface Slice {
  readonly name: string;
  readonly calls: readonly CallRecord[];
}

/** The same figures for parts of the set: a figure that one part carries alone is no figure of the whole. */
export function slicesSection(calls: readonly CallRecord[]): Block[] {
  if (!calls.some(isScam) || calls.every(isScam)) return [];
  const detectors = detectorsFor(calls);
  return [
    heading(3, 'Slices: recall at 1 % false positives'),
    text('Each slice has its own threshold, at 1 % of its own ordinary calls, rounded down to whole calls.'),
    table(
      ['slice', 'scams', 'ordinary', ...detectors.map(({ name }) => name)],
      slicesOf(calls).map((slice) => sliceRow(slice, detectors)),
    ),
    heading(3, 'By source: calls over the threshold of 1 % of all ordinary calls'),
    text('For scams this is recall, for ordinary calls the share of false alarms.'),
    table(['source', 'calls', 'alerted', ...detectors.map(({ name }) => name)], sourceRows(calls, detectors)),
  ];
}

function slicesOf(calls: readonly CallRecord[]): Slice[] {
  const where = (name: string, keep: (call: CallRecord) => boolean): Slice => ({
    name,
    calls: calls.filter(keep),
  });
  const renderings = [...groupBy(calls, ({ rendering }) => rendering).keys()]
    .filter((name) => name !== null)
    .sort();
  const matched = lengthMatched(calls.map((call) => ({ call, words: call.words, positive: isScam(call) })));
  return [
    { name: 'all', calls },
    { name: 'length-matched', calls: matched.map(({ call }) => call) },
    where('two parties', ({ parties }) => parties === 'both'),
    where('one party only', ({ parties }) => parties === 'one'),
    where('mono, parties mixed', ({ parties }) => parties === 'mixed'),
    where('synthetic', ({ synthetic }) => synthetic),
    where('real', ({ synthetic }) => !synthetic),
    ...renderings.map((rendering) => where(`text: ${rendering}`, (call) => call.rendering === rendering)),
  ].filter((slice) => slice.calls.length > 0);
}

function sliceRow({ name, calls }: Slice, detectors: readonly Detector[]): string[] {
  const scams = calls.filter(isScam).length;
  const recalls = detectors.map((detector) => {
    const recall = recallAtFalsePositiveRate(rank(scored(calls, detector)), 0.01);
    return percentWithin(shareOf(Math.round(recall * scams), scams));
  });
  return [name, count(scams), count(calls.length - scams), ...recalls];
}

function sourceRows(calls: readonly CallRecord[], detectors: readonly Detector[]): string[][] {
  const thresholds = detectors.map((detector) => loudestQuiet(calls, detector));
  const sources = [...groupBy(calls, (call) => sourceName(call))].sort(([a], [b]) => (a < b ? -1 : 1));
  return sources.map(([source, group]) => [
    source,
    count(group.length),
    percentWithin(shareOf(group.filter((call) => alerted(call)).length, group.length)),
    ...detectors.map((detector, i) => {
      const over = group.filter((call) => detector.score(call) > (thresholds[i] ?? Number.POSITIVE_INFINITY));
      return percentWithin(shareOf(over.length, group.length));
    }),
  ]);
}

function sourceName({ source, label, hardNegative }: CallRecord): string {
  return `${label === 'scam' ? 'scam' : 'ordinary'}: ${source}${hardNegative ? ', hard' : ''}`;
}

/** The score that may not be reached any more when 1 % of the ordinary calls are allowed over it. */
function loudestQuiet(calls: readonly CallRecord[], { score }: Detector): number {
  const ordinary = calls.filter((call) => !isScam(call)).map((call) => score(call));
  const descending = ordinary.sort((a, b) => b - a);
  return descending[Math.floor(descending.length * 0.01 + 1e-9)] ?? Number.NEGATIVE_INFINITY;
}

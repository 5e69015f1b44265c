import { groupBy } from '../../group-by.js';
import { lengthMatched } from '../../metrics/length-matched.js';
import { recallsAt } from '../../metrics/recall.js';
import { alerted, type Detector, detectorsFor, isScam, quietScore, scored } from '../detectors.js';
import { type Block, comparison, heading, table, text } from '../document.js';
import { count, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

/** The rendering without errors of an ear. */
const CLEAN = 'clean';

interface Slice {
  readonly name: string;
  readonly calls: readonly CallRecord[];
}

/** The same figures for parts of the set: a figure that one part carries alone is no figure of the whole. */
export function slicesSection(calls: readonly CallRecord[], seed: number): Block[] {
  if (!calls.some(isScam) || calls.every(isScam)) return [];
  const detectors = detectorsFor(calls);
  const names = detectors.map(({ name }) => name);
  return [
    heading(3, 'Slices: recall at 1 % false positives'),
    text('Each slice has its own threshold, at 1 % of its own ordinary calls, rounded down to whole calls.'),
    comparison(
      ['slice', 'scams', 'ordinary', ...names],
      slicesOf(calls).map((slice) => sliceRow(slice, detectors, seed)),
    ),
    heading(3, 'By source: calls over the threshold of 1 % of all ordinary calls'),
    text('For scams this is recall, for ordinary calls the share of false alarms.'),
    table(['source', 'calls', 'alerted', ...names], rowsBy(calls, detectors, sourceName)),
    heading(3, 'By kind of scam: calls over the same threshold'),
    text('Kinds that are found at the thresholds in use, and by each detector on its own.'),
    table(
      ['kind', 'calls', 'alerted', ...names],
      rowsBy(calls, detectors, (call) => (isScam(call) ? call.category : undefined)),
    ),
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
    ...(renderings.includes(CLEAN) && renderings.length > 2
      ? [where('text: all but clean', ({ rendering }) => rendering !== null && rendering !== CLEAN)]
      : []),
    ...renderings.map((rendering) => where(`text: ${rendering}`, (call) => call.rendering === rendering)),
  ].filter((slice) => slice.calls.length > 0);
}

function sliceRow({ name, calls }: Slice, detectors: readonly Detector[], seed: number): string[] {
  const scams = calls.filter(isScam).length;
  const recalls = detectors.flatMap((detector) =>
    recallsAt(scored(calls, detector), [0.01], { seed }).map(percentWithin),
  );
  return [name, count(scams), count(calls.length - scams), ...recalls];
}

function rowsBy(
  calls: readonly CallRecord[],
  detectors: readonly Detector[],
  keyOf: (call: CallRecord) => string | undefined,
): string[][] {
  const allowed = Math.floor(calls.filter((call) => !isScam(call)).length * 0.01 + 1e-9);
  const thresholds = detectors.map((detector) => quietScore(calls, detector, allowed));
  const groups = [...groupBy(calls, keyOf)].flatMap(([key, group]) =>
    key === undefined ? [] : [{ key, group }],
  );
  groups.sort((a, b) => (a.key < b.key ? -1 : 1));
  return groups.map(({ key, group }) => [
    key,
    count(group.length),
    percentWithin(shareWhere(group, (call) => alerted(call))),
    ...detectors.map((detector, i) => {
      const threshold = thresholds[i] ?? Number.POSITIVE_INFINITY;
      return percentWithin(shareWhere(group, (call) => detector.score(call) > threshold));
    }),
  ]);
}

function sourceName({ source, label, hardNegative }: CallRecord): string {
  return `${label === 'scam' ? 'scam' : 'ordinary'}: ${source}${hardNegative ? ', hard' : ''}`;
}

import { groupBy } from '../../group-by.js';
import { alerted, isScam } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, percent, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

/** What kind of scam was said beside what it was, and which ordinary calls were alerted. */
export function categoriesSection(calls: readonly CallRecord[]): Block[] {
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  return [
    ...(scams.length > 0 ? confusion(scams) : []),
    ...(ordinary.length > 0 ? falseAlarms(ordinary) : []),
  ];
}

function confusion(scams: readonly CallRecord[]): Block[] {
  const rows = byKey(scams, ({ category }) => category);
  const said = [
    ...groupBy(
      scams.flatMap((call) => saidOf(call) ?? []),
      (category) => category,
    ).keys(),
  ].sort();
  return [
    heading(3, 'Confusion by category'),
    text(`Rows: what the scam was. Columns: what the last alert called it. ${namedRight(scams)}`),
    table(
      ['category', 'calls', 'alerted', ...said, 'no alert'],
      rows.map(([category, group]) => [
        category,
        count(group.length),
        percentWithin(shareWhere(group, (call) => alerted(call))),
        ...said.map((named) => blank(group.filter((call) => saidOf(call) === named).length)),
        blank(group.filter((call) => saidOf(call) === undefined).length),
      ]),
    ),
  ];
}

/** The name beside the best blind guess. */
function namedRight(scams: readonly CallRecord[]): string {
  const told = scams.filter((call) => saidOf(call) !== undefined);
  if (told.length === 0) return 'No scam was alerted.';
  const right = told.filter((call) => saidOf(call) === call.category).length;
  const [[guess, most] = ['', []]] = byKey(told, ({ category }) => category).sort(
    ([, a], [, b]) => b.length - a.length,
  );
  return `Of the alerted ones ${percent(right / told.length)} are named right; always saying "${guess}" would name ${percent(most.length / told.length)} right.`;
}

/** An ordinary collection has too many subjects for a table: what it comes from says enough, hard ones apart. */
function falseAlarms(ordinary: readonly CallRecord[]): Block[] {
  const rows = byKey(ordinary, ({ source, hardNegative }) => `${source}${hardNegative ? ', hard' : ''}`);
  return [
    heading(3, 'Ordinary calls'),
    text(
      'The highest level that ordinary calls reached, by where they come from. Hard ones resemble scams on purpose.',
    ),
    table(
      ['source', 'calls', 'suspicious', 'scam'],
      rows.map(([source, group]) => [
        source,
        count(group.length),
        percentWithin(shareWhere(group, (call) => alerted(call) && !alerted(call, 'scam'))),
        percentWithin(shareWhere(group, (call) => alerted(call, 'scam'))),
      ]),
    ),
  ];
}

function saidOf({ alerts }: CallRecord): string | undefined {
  return alerts.at(-1)?.category;
}

function byKey(calls: readonly CallRecord[], keyOf: (call: CallRecord) => string): [string, CallRecord[]][] {
  return [...groupBy(calls, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
}

function blank(calls: number): string {
  return calls === 0 ? '' : String(calls);
}

import { groupBy } from '../../group-by.js';
import { shareOf } from '../../metrics/intervals.js';
import { alerted, isScam } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';

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
    text('Rows: what the scam was. Columns: what the last alert called it.'),
    table(
      ['category', 'calls', 'alerted', ...said, 'no alert'],
      rows.map(([category, group]) => [
        category,
        count(group.length),
        percentWithin(shareOf(group.filter((call) => alerted(call)).length, group.length)),
        ...said.map((named) => blank(group.filter((call) => saidOf(call) === named).length)),
        blank(group.filter((call) => saidOf(call) === undefined).length),
      ]),
    ),
  ];
}

/** An ordinary collection has too many subjects for a table: what it comes from says enough, hard ones apart. */
function falseAlarms(ordinary: readonly CallRecord[]): Block[] {
  const rows = byKey(ordinary, ({ source, hardNegative }) => `${source}${hardNegative ? ', hard' : ''}`);
  return [
    heading(3, 'Ordinary calls'),
    table(
      ['source', 'calls', 'suspicious', 'scam'],
      rows.map(([source, group]) => [
        source,
        count(group.length),
        percentWithin(
          shareOf(group.filter((call) => alerted(call) && !alerted(call, 'scam')).length, group.length),
        ),
        percentWithin(shareOf(group.filter((call) => alerted(call, 'scam')).length, group.length)),
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

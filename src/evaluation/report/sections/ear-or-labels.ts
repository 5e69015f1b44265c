import { bootstrap, type Estimate, widest } from '../../metrics/bootstrap.js';
import { recallAtFalsePositiveRate } from '../../metrics/curves.js';
import { shareOf } from '../../metrics/intervals.js';
import { rank } from '../../metrics/ranking.js';
import { alerted, detectorsFor, isScam, scored } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';

/** What the ear's errors cost: the same calls as heard, and as a person wrote them down. */
export function earOrLabelsSection(calls: readonly CallRecord[], seed: number): Block[] {
  const labels = calls.filter(({ kind }) => kind === 'labels');
  const ids = new Set(labels.map(nameOf));
  const heard = calls.filter((call) => call.kind === 'audio' && ids.has(nameOf(call)));
  if (heard.length === 0) return [];
  const rows = (
    [
      ['as heard', heard],
      ['as labelled', labels],
    ] as const
  ).map(([name, group]) => [
    name,
    count(group.filter(isScam).length),
    count(group.filter((call) => !isScam(call)).length),
    percentWithin(shareWhere(group, true)),
    percentWithin(shareWhere(group, false)),
    ...detectorsFor(heard).map((detector) => {
      const [recall] = bootstrap(rank(scored(group, detector)), [(g) => recallAtFalsePositiveRate(g, 0.01)], {
        seed,
      });
      const scams = group.filter(isScam).length;
      const value = recall?.value ?? Number.NaN;
      return percentWithin(widest(recall ?? unknown, shareOf(Math.round(value * scams), scams)));
    }),
  ]);
  return [
    heading(3, "The ear's text against the labels' text"),
    text(
      'The same calls twice: as heard, and with the text of their labels at the same times. Recall is at 1 % false positives.',
    ),
    table(
      [
        'text',
        'scams',
        'ordinary',
        'scams alerted',
        'ordinary alerted',
        ...detectorsFor(heard).map(({ name }) => name),
      ],
      rows,
    ),
  ];
}

const unknown: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

function nameOf({ corpus, id }: CallRecord): string {
  return `${corpus}/${id}`;
}

function shareWhere(group: readonly CallRecord[], scam: boolean): Estimate {
  const calls = group.filter((call) => isScam(call) === scam);
  return shareOf(calls.filter((call) => alerted(call)).length, calls.length);
}

import { recallsAt } from '../../metrics/recall.js';
import { alerted, detectorsFor, isScam, scored } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';
import { alertMs, beforeTheAsk } from './time-to-alert.js';

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
  ).map(([name, group]) => {
    const scams = group.filter(isScam);
    const ordinary = group.filter((call) => !isScam(call));
    return [
      name,
      count(scams.length),
      count(ordinary.length),
      percentWithin(shareWhere(scams, (call) => alerted(call))),
      percentWithin(beforeTheAsk(scams, (call) => alertMs(call, 'any alert'))),
      percentWithin(shareWhere(ordinary, (call) => alerted(call))),
      ...detectorsFor(heard).flatMap((detector) =>
        recallsAt(scored(group, detector), [0.01], { seed }).map(percentWithin),
      ),
    ];
  });
  return [
    heading(3, "The ear's text against the labels' text"),
    text(
      'The same calls twice: as heard, and with the text of their labels at the same times. Alerted before the ask counts scams whose ask is labelled; recall is at 1 % false positives.',
    ),
    table(
      [
        'text',
        'scams',
        'ordinary',
        'scams alerted',
        'alerted before the ask',
        'ordinary alerted',
        ...detectorsFor(heard).map(({ name }) => name),
      ],
      rows,
    ),
  ];
}

function nameOf({ corpus, id }: CallRecord): string {
  return `${corpus}/${id}`;
}

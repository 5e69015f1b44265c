import { groupBy } from '../../group-by.js';
import { ratioOf } from '../../metrics/bootstrap.js';
import { rateOf } from '../../metrics/intervals.js';
import { type Block, heading, table, text } from '../document.js';
import { count, number, numberWithin, percent, percentWithin } from '../format.js';
import type { CallRecord, HearingRecord } from '../record.js';

type Heard = CallRecord & { readonly hearing: HearingRecord };

/** How well the ear hears, where labels say what was said. */
export function hearingSection(calls: readonly CallRecord[], seed: number): Block[] {
  const heard = calls.filter((call): call is Heard => call.hearing !== null);
  if (heard.length === 0) return [];
  const sources = [...groupBy(heard, ({ source }) => source)];
  return [
    heading(2, 'Hearing'),
    text(
      'Word error rate: words heard wrong, missed or invented, per word said. Digits count as wrong where the reference spells them. Intervals are over calls.',
    ),
    table(
      ['source and party', 'calls', 'words said', 'word error rate', 'wrong', 'missed', 'invented'],
      sources.flatMap(([source, group]) => wordErrorRows(source, group, seed)),
    ),
    text('Words where nobody spoke, and speech that gave no word.'),
    table(
      [
        'source',
        'silence',
        'words invented in it',
        'invented words per silent minute',
        'speech',
        'dropped speech',
      ],
      sources.map(([source, group]) => silenceRow(source, group)),
    ),
  ];
}

function wordErrorRows(source: string, group: readonly Heard[], seed: number): string[][] {
  const parties = groupBy(
    group.flatMap(({ hearing }) => hearing.parties),
    ({ party }) => party,
  );
  return [...parties].flatMap(([party, counts]) => {
    const words = total(counts.map((c) => c.words));
    if (words === 0) return [];
    const [wrong, missed, invented] = [
      total(counts.map((c) => c.substituted)),
      total(counts.map((c) => c.missed)),
      total(counts.map((c) => c.invented)),
    ];
    return [
      [
        `${source}, ${party}`,
        count(counts.length),
        count(words),
        percentWithin(ratioOf(counts.map(errorsOf), { seed })),
        percent(wrong / words),
        percent(missed / words),
        percent(invented / words),
      ],
    ];
  });
}

function errorsOf({ words, substituted, missed, invented }: HearingRecord['parties'][number]) {
  return { part: substituted + missed + invented, whole: words };
}

function silenceRow(source: string, group: readonly Heard[]): string[] {
  const silentMin = total(group.map(({ hearing }) => hearing.silentMs)) / 60_000;
  const invented = total(group.map(({ hearing }) => hearing.inventedWords));
  const speechMs = total(group.map(({ hearing }) => hearing.speechMs));
  const droppedMs = total(group.map(({ hearing }) => hearing.droppedMs));
  return [
    source,
    `${number(silentMin, 1)} min`,
    count(invented),
    numberWithin(rateOf(invented, silentMin)),
    `${number(speechMs / 60_000, 1)} min`,
    percent(droppedMs / speechMs),
  ];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

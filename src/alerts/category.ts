import type { Explanation } from '../detection/assessment.js';
import type { SignalHit } from '../detection/signal.js';
import { type Category, categoryOf as categoryById, TAXONOMY } from '../detection/taxonomy.js';
import type { Topic } from '../detection/topics.js';

const OTHER: Category = categoryById('other') ?? {
  id: 'other',
  title: 'Likely scam',
  advice: 'Hang up. Talk to somebody you trust before you do anything.',
};

/** From here on the words alone name the category: of dev calls that are this sure, three in four are named right. */
const SURE = 0.4;

/** What judge or signals say counts only if it is among this many of the kinds that are likeliest by the words. */
const POSSIBLE = 3;

/** The category that the words alone speak for clearly; undefined where they do not. */
export function namedByWords([likeliest]: readonly Topic[]): Category | undefined {
  const clear = likeliest && likeliest.probability >= SURE && likeliest.kind !== OTHER.id;
  return clear ? (categoryById(likeliest.kind) ?? OTHER) : undefined;
}

/**
 * The category that the words speak for clearly; else what the explanation names, or most of the signals speak for, if
 * the words do not speak against it; else `other`: a wrong name does more harm than none.
 */
export function likelyCategory(
  topics: readonly Topic[],
  signals: readonly SignalHit[],
  explanation?: Explanation,
): Category {
  const clear = namedByWords(topics);
  if (clear) return clear;
  const unlikely = topics.slice(POSSIBLE).map(({ kind }) => kind);
  const named = [explanation?.category, votedFor(signals)].map((id) => categoryById(id ?? OTHER.id));
  return (
    named.find((category) => category && category.id !== OTHER.id && !unlikely.includes(category.id)) ?? OTHER
  );
}

/** The category that most of the signals of the other side speak for. */
function votedFor(signals: readonly SignalHit[]): string | undefined {
  const heard = new Set(signals.filter((hit) => hit.party !== 'local').map((hit) => hit.signal));
  let [likely, most]: [string | undefined, number] = [undefined, 0];
  for (const { id, votes = {} } of TAXONOMY.categories) {
    const sum = Object.entries(votes).reduce(
      (total, [signal, vote]) => total + (heard.has(signal) ? vote : 0),
      0,
    );
    if (sum > most) [likely, most] = [id, sum];
  }
  return likely;
}

import type { Explanation } from '../detection/assessment.js';
import type { SignalHit } from '../detection/signal.js';
import { type Category, categoryOf as categoryById, TAXONOMY } from '../detection/taxonomy.js';

const OTHER: Category = categoryById('other') ?? {
  id: 'other',
  title: 'Likely scam',
  advice: 'Hang up. Talk to somebody you trust before you do anything.',
};

/** The category that the explanation names, else the one that most of the signals speak for, else `other`. */
export function likelyCategory(signals: readonly SignalHit[], explanation?: Explanation): Category {
  const named = explanation && categoryById(explanation.category);
  if (named !== undefined && named.id !== OTHER.id) return named;

  const heard = new Set(signals.filter((hit) => hit.party !== 'local').map((hit) => hit.signal));
  let [likely, most] = [OTHER, 0];
  for (const category of TAXONOMY.categories) {
    const votes = Object.entries(category.votes ?? {}).filter(([signal]) => heard.has(signal));
    const sum = votes.reduce((total, [, vote]) => total + vote, 0);
    if (sum > most) [likely, most] = [category, sum];
  }
  return likely;
}

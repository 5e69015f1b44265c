import type { Explanation } from '../detection/assessment.js';
import type { SignalHit } from '../detection/signal.js';
import taxonomy from '../detection/taxonomy.json' with { type: 'json' };

export interface Category {
  readonly id: string;
  readonly title: string;
  readonly advice: string;
  /** How far each signal points to this category. */
  readonly votes?: Readonly<Record<string, number>>;
}

const CATEGORIES: readonly Category[] = taxonomy.categories;
const OTHER: Category = {
  id: 'other',
  title: 'Likely scam',
  advice: 'Hang up. Talk to somebody you trust before you do anything.',
};

/** The category that the explanation names, else the one that most of the signals speak for, else `other`. */
export function categoryOf(signals: readonly SignalHit[], explanation?: Explanation): Category {
  const named = CATEGORIES.find(({ id }) => id === explanation?.category);
  if (named !== undefined && named.id !== 'other') return named;

  const heard = new Set(signals.filter((hit) => hit.party !== 'local').map((hit) => hit.signal));
  let best = named ?? CATEGORIES.find(({ id }) => id === 'other') ?? OTHER;
  let most = 0;
  for (const category of CATEGORIES) {
    const votes = Object.entries(category.votes ?? {}).filter(([signal]) => heard.has(signal));
    const sum = votes.reduce((total, [, vote]) => total + vote, 0);
    if (sum > most) [best, most] = [category, sum];
  }
  return best;
}

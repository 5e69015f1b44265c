import { groupBy } from '../group-by.js';
import { spokenWords } from '../spoken-words.js';

/**
 * What one would write down in five minutes: the baseline that a detector has to beat. On purpose not the gate's
 * lexicon.
 */
const KEYWORDS = [
  'gift card',
  'gift cards',
  'social security',
  'bank account',
  'credit card',
  'wire transfer',
  'verify',
  'verification',
  'password',
  'pin',
  'code',
  'suspended',
  'fraud',
  'fraudulent',
  'warrant',
  'arrest',
  'police',
  'irs',
  'tax',
  'taxes',
  'refund',
  'virus',
  'computer',
  'microsoft',
  'remote',
  'anydesk',
  'team viewer',
  'prize',
  'winner',
  'won',
  'lottery',
  'urgent',
  'immediately',
  'secret',
  'bitcoin',
  'crypto',
  'invest',
  'investment',
  'bail',
  'lawyer',
  'warranty',
  'press one',
  'customs',
  'package',
  'fee',
  'disconnected',
  'safe account',
  'courier',
  'cash',
];

const PHRASES = KEYWORDS.map((keyword) => keyword.split(' '));

/** What was said, and at which time of the call it was known. */
export interface Said {
  readonly text: string;
  readonly atMs: number;
}

/** When each different keyword was first said, ms; as many as there were. Phrases may reach from one piece into the next. */
export function keywordTimes(said: readonly Said[]): number[] {
  const spoken = said.flatMap(({ text, atMs }) => spokenWords(text).map((word) => ({ word, atMs })));
  const begins = groupBy(PHRASES, ([first]) => first);
  const found = new Map<readonly string[], number>();
  for (const [i, { word }] of spoken.entries()) {
    for (const phrase of begins.get(word) ?? []) {
      const last = spoken[i + phrase.length - 1];
      const whole = phrase.every((part, k) => spoken[i + k]?.word === part);
      if (last && whole && !found.has(phrase)) found.set(phrase, last.atMs);
    }
  }
  return [...found.values()].sort((a, b) => a - b);
}

/** When the 10th, 20th, … word was said, ms: enough to know how long a call was at any time of it. */
export function tenWordTimes(said: readonly Said[]): number[] {
  const times: number[] = [];
  let words = 0;
  for (const { text, atMs } of said) {
    words += text.split(/\s+/).filter(Boolean).length;
    while (times.length < Math.floor(words / 10)) times.push(atMs);
  }
  return times;
}

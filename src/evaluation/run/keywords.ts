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

/** How many different keywords stand in what was said. */
export function countKeywords(text: string): number {
  const said = ` ${spokenWords(text).join(' ')} `;
  return KEYWORDS.filter((keyword) => said.includes(` ${keyword} `)).length;
}

import type { Party } from '../../audio/party.js';

/** What one party said, in the order of the call. Several pieces of one utterance may follow each other. */
export interface SpokenText {
  readonly party: Party;
  readonly text: string;
}

/**
 * - `word`: letters, lower case
 * - `digits`: digits with nothing around them that makes them an amount, a time or a date
 * - `amount`: money, time, percentage, ordinal, decimal or fraction: never part of a secret number
 * - `date`: day, month and year in digits
 * - `mail`: a written e-mail address
 * - `pause`: punctuation that ends a phrase
 */
export type TokenKind = 'word' | 'digits' | 'amount' | 'date' | 'mail' | 'pause';

export interface Token {
  readonly kind: TokenKind;
  /** Lower case. */
  readonly text: string;
  /** Index of the turn, and the place in its text: [start, end). */
  readonly turn: number;
  readonly start: number;
  readonly end: number;
}

/** In order of precedence; hyphens, brackets and slashes inside numbers are passed over. */
const PATTERNS: readonly (readonly [TokenKind, string])[] = [
  ['mail', String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`],
  ['amount', String.raw`[$£€]\s?\d+(?:,\d{3})*(?:\.\d{1,2})?(?!\d)`],
  ['date', String.raw`\b\d{1,2}[/-]\d{1,2}[/-](?:19|20)?\d{2}\b(?![/-]?\d)`],
  ['amount', String.raw`\b\d{1,2}:\d{2}\b`],
  ['amount', String.raw`\b\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)`],
  ['amount', String.raw`\b\d+(?:\.\d+)?\s?%`],
  ['amount', String.raw`\b\d+(?:st|nd|rd|th)\b`],
  ['amount', String.raw`\b\d{1,3}\.\d{1,2}(?![.\d])`],
  ['amount', String.raw`\b\d{1,2}\/\d{1,2}(?![/\d])`],
  ['digits', String.raw`\d+`],
  ['word', String.raw`\p{L}+(?:['’]\p{L}+)*`],
  ['pause', '[.,;:?!…]+'],
];

const TOKEN = new RegExp(PATTERNS.map(([, pattern]) => `(${pattern})`).join('|'), 'gu');

/** The tokens of one turn's text. */
export function tokenise(text: string, turn: number): Token[] {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const group = match.findIndex((value, index) => index > 0 && value !== undefined);
    const kind = PATTERNS[group - 1]?.[0] ?? 'word';
    const start = match.index;
    return { kind, text: match[0].toLowerCase(), turn, start, end: start + match[0].length };
  });
}

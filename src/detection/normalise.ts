/**
 * Text normalisation of the gate. training/gate/normalise.py does the same, and
 * test/detection/normalise-vectors.json holds both to it. Clean and recognised text have to come out alike:
 * lower case, no punctuation, every number one "#".
 */

/** Spelled out, because what `\s` matches differs between languages. */
const SPACES = /[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const COMBINING_MARKS = /[\u0300-\u036f]/g;
const ANNOTATION = /\[[^\]]*\]|<[^>]*>/g;
const MONEY = /([$£€])([0-9][0-9.,]*)/g;
const APOSTROPHES = /['\u2019\u2018]/g;
const ORDINAL = /[0-9]+(?:st|nd|rd|th)(?![a-z])/g;
/** Initials belong together: "p.m." is "pm", "U.S." is "us". */
const INITIAL = /(?<![a-z])([a-z])\.(?=[a-z](?![a-z]))/g;
const WORD = /[a-z]+|#/g;

const CURRENCIES: Readonly<Record<string, string>> = { $: 'dollars', '£': 'pounds', '€': 'euros' };

const NUMBER_WORDS = new Set(
  (
    'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand ' +
    'thousands million millions billion'
  ).split(' '),
);

/** Any number, in digits or words, of any length. */
export const NUMBER = '#';

/** Text between spaces; the unit that quotes are cut at. */
export function chunksOf(text: string): string[] {
  return text.split(SPACES).filter((chunk) => chunk !== '');
}

/** Words of one chunk: none for punctuation alone, several for "check-in". */
export function wordsOf(chunk: string): string[] {
  const spelled = chunk
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(COMBINING_MARKS, '')
    .replace(ANNOTATION, ' ')
    .replace(MONEY, (_, sign: string, value: string) => `${value} ${CURRENCIES[sign] ?? ''} `)
    .replaceAll('%', ' percent ')
    .replaceAll('&', ' and ')
    .replace(APOSTROPHES, '')
    .replace(ORDINAL, ' # ')
    .replace(/[0-9]+/g, ' # ')
    .replace(INITIAL, '$1');
  const words = spelled.match(WORD) ?? [];
  return words.map((word) => (NUMBER_WORDS.has(word) ? NUMBER : word));
}

/** Words of a text; a run of numbers is one "#". */
export function normalise(text: string): string[] {
  const words: string[] = [];
  for (const word of chunksOf(text).flatMap(wordsOf)) {
    if (word !== NUMBER || words.at(-1) !== NUMBER) words.push(word);
  }
  return words;
}

/** Number words that are folded; "oh" and the plurals are left, for they are ordinary words as well. */
const NUMBER_WORDS = new Set(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion'
  ).split(' '),
);

const NUMBER = '#';
const DIGITS = /[0-9]+(?:[.,:][0-9]+)*/g;
const NOT_SPOKEN = /[^\p{L}\p{N}'# ]/gu;

/**
 * Text as the project's own judge was trained to read it: lower case, no punctuation but apostrophes inside words, any
 * number one "#". Unlike the gate's words it keeps "don't" and its apostrophe, because the judge's vocabulary does.
 */
export function judgedText(text: string): string {
  const words: string[] = [];
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  for (const chunk of plain.replace(DIGITS, ` ${NUMBER} `).replace(NOT_SPOKEN, ' ').split(' ')) {
    const word = chunk.replace(/^'+|'+$/g, '');
    if (word === '') continue;
    const folded = NUMBER_WORDS.has(word) ? NUMBER : word;
    if (folded !== NUMBER || words.at(-1) !== NUMBER) words.push(folded);
  }
  return words.join(' ');
}

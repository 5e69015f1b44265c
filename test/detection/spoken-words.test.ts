import { expect, test } from 'vitest';
import { quoteOf, spokenWords } from '../../src/detection/spoken-words.js';

const piece = (text: string) => ({ party: 'remote' as const, startMs: 0, endMs: 1_000, text });

test.each([
  ['buy four hundred dollars in gift cards', 0, 5, 'buy four hundred dollars in gift'],
  ['a charge of three hundred ninety nine dollars', 1, 4, 'charge of three hundred ninety nine'],
  ['a charge of 399 , 99 dollars', 1, 5, 'charge of 399 , 99 dollars'],
  ['read me the code', 0, 4, 'read me the code'],
])('a quote of "%s" keeps whole numbers', (text, first, last, quote) => {
  expect(quoteOf(spokenWords(piece(text), 0, undefined).slice(first, last))).toBe(quote);
});

test('a number that goes on in the next piece is quoted whole', () => {
  const before = spokenWords(piece('send four'), 0, undefined);
  const after = spokenWords(piece('hundred dollars now'), before.length, before.at(-1)?.word);
  expect(quoteOf([...before, ...after].slice(0, 3))).toBe('send four hundred dollars');
});

import { expect, it } from 'vitest';
import { keywordTimes, tenWordTimes } from '../../../src/evaluation/run/keywords.js';

it('tells when each different keyword was first said, as a whole word, also from one piece into the next', () => {
  const said = [
    { text: 'Buy gift', atMs: 1000 },
    { text: 'cards, gift cards! And a PIN; no pinning.', atMs: 2000 },
    { text: 'the pin again, and the gift card', atMs: 3000 },
  ];
  expect(keywordTimes(said)).toEqual([2000, 2000, 3000]);
  expect(keywordTimes([{ text: 'hello', atMs: 5 }])).toEqual([]);
});

it('tells when every tenth word was said', () => {
  const words = (count: number) => Array(count).fill('word').join(' ');
  expect(
    tenWordTimes([
      { text: words(9), atMs: 1 },
      { text: words(1), atMs: 2 },
      { text: words(25), atMs: 3 },
    ]),
  ).toEqual([2, 3, 3]);
});

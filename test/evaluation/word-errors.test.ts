import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alignWords, countErrors } from '../../src/evaluation/word-errors.js';

const words = (text: string) => text.split(' ').filter(Boolean);

it.each([
  ['read me the code', 'read me the code', 0, 0, 0],
  ['read me the code', 'read me a code', 1, 0, 0],
  ['read me the code', 'read the code now', 0, 1, 1],
  ['', 'thank you', 0, 0, 2],
  ['thank you', '', 0, 2, 0],
])('"%s" heard as "%s"', (said, heard, substituted, missed, invented) => {
  expect(countErrors(words(said), words(heard))).toEqual({
    words: words(said).length,
    substituted,
    missed,
    invented,
  });
});

it('uses every word of both texts once, in order', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (said, heard) => {
      const pairs = alignWords(said, heard);
      expect(pairs.flatMap((pair) => pair.reference ?? [])).toEqual(said.map((_, i) => i));
      expect(pairs.flatMap((pair) => pair.heard ?? [])).toEqual(heard.map((_, i) => i));
    }),
  );
});

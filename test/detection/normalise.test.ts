import { expect, test } from 'vitest';
import { normalise } from '../../src/detection/normalise.js';
import vectors from './normalise-vectors.json' with { type: 'json' };

test.each(vectors)('normalises $text as the trainer does', ({ text, words }) => {
  expect(normalise(text)).toEqual(words);
});

test('clean and recognised text come out alike', () => {
  const clean = normalise("It's $399.99 — press 1, or call 888-411-0356.");
  const recognised = normalise(
    "it's three hundred ninety nine dollars press one or call eight eight eight four one one zero three five six",
  );
  expect(clean).toEqual(recognised);
});

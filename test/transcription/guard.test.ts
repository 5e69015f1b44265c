import { expect, it } from 'vitest';
import { doubt } from '../../src/transcription/guard.js';
import { placeWords } from '../../src/transcription/word-times.js';

const options = { minConfidence: 0.4 };

it.each([
  ['thank you', 0.8, 700, undefined],
  ['bye', 0.75, 300, undefined],
  ['on', 0.59, 470, 'low-confidence'],
  ['move on', 0.59, 470, undefined],
  ['no no no', 0.6, 900, undefined],
  ['', 0.9, 1000, 'no-words'],
  ['i think so', 0.1, 900, 'low-confidence'],
  ['the the the the the', 0.9, 3000, 'repetition'],
  ['you know you know you know you know', 0.9, 4000, 'repetition'],
  ['one two three four five six seven eight nine', 0.9, 700, 'too-fast'],
  ['call me back at the office later today please', undefined, 2500, undefined],
])('"%s" at confidence %s in %i ms: %s', (text, confidence, speechMs, verdict) => {
  expect(doubt(text, confidence, speechMs, options)).toBe(verdict);
});

it('believes every word where no confidence is asked for, and a sure one where much is', () => {
  expect(doubt('on', 0, 470, { minConfidence: 0 })).toBeUndefined();
  expect(doubt('on', 1, 470, { minConfidence: 0.9 })).toBeUndefined();
});

it('places words in order, without gaps, inside the speech', () => {
  const placed = placeWords(['we', 'refunded', 'you'], 1000, 2500);
  expect(placed[0]?.startMs).toBe(1000);
  expect(placed.at(-1)?.endMs).toBe(2500);
  for (const [i, word] of placed.entries()) expect(word.startMs).toBe(placed[i - 1]?.endMs ?? 1000);
  expect((placed[1]?.endMs ?? 0) - (placed[1]?.startMs ?? 0)).toBeGreaterThan(600);
});

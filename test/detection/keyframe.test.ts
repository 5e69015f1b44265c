import { expect, test } from 'vitest';
import { Keyframes } from '../../src/detection/keyframe.js';

const rule = { firstLookWords: 40, elevated: -2 };
const quiet = { newSignals: 0, windowLogit: -6 };

test('a quiet call is looked at once, after its first words', () => {
  const keyframes = new Keyframes(rule);
  const reasons = Array.from({ length: 100 }, (_, i) => keyframes.reasons({ ...quiet, words: (i + 1) * 10 }));
  expect(reasons.filter((found) => found.length > 0)).toEqual([['first-words']]);
  expect(reasons[3]).toEqual(['first-words']);
});

test('a new signal wakes the judge at once', () => {
  expect(new Keyframes(rule).reasons({ ...quiet, newSignals: 1, words: 5 })).toEqual(['signal']);
});

test('every piece is looked at while the window is elevated, and none after it', () => {
  const keyframes = new Keyframes(rule);
  const logits = [-2.1, -2, 3, 0, -2.1, -5];
  const reasons = logits.map((windowLogit, i) =>
    keyframes.reasons({ newSignals: 0, windowLogit, words: i + 1 }),
  );
  expect(reasons).toEqual([[], ['elevated'], ['elevated'], ['elevated'], [], []]);
});

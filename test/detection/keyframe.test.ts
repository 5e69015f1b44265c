import { expect, test } from 'vitest';
import { Keyframes } from '../../src/detection/keyframe.js';

const rule = { firstLookWords: 40, rise: 1, floor: -4, elevated: -2, relookWords: 60, relookBudget: 2 };
const quiet = { newSignals: 0, logit: -6, windowLogit: -6 };

test('a quiet call is looked at once, after its first words', () => {
  const keyframes = new Keyframes(rule);
  const reasons = Array.from({ length: 100 }, (_, i) => keyframes.reasons({ ...quiet, words: (i + 1) * 10 }));
  expect(reasons.filter((found) => found.length > 0)).toEqual([['first-words']]);
  expect(reasons[3]).toEqual(['first-words']);
});

test('a new signal wakes the judge at once', () => {
  expect(new Keyframes(rule).reasons({ ...quiet, newSignals: 1, words: 5 })).toEqual(['signal']);
});

test('a rise counts from the last look, and not below the floor', () => {
  const keyframes = new Keyframes(rule);
  expect(keyframes.reasons({ newSignals: 0, logit: -4.5, windowLogit: -4.5, words: 10 })).toEqual([]);
  expect(keyframes.reasons({ newSignals: 0, logit: -2.9, windowLogit: -2.9, words: 20 })).toEqual(['rise']);
  expect(keyframes.reasons({ newSignals: 0, logit: -2.5, windowLogit: -2.5, words: 30 })).toEqual([]);
});

test('an elevated call is looked at again, within its budget', () => {
  const keyframes = new Keyframes(rule);
  const reasons = Array.from({ length: 60 }, (_, i) =>
    keyframes.reasons({ newSignals: 0, logit: 2, windowLogit: 2, words: (i + 1) * 10 }),
  ).flat();
  expect(reasons.filter((reason) => reason === 'elevated')).toHaveLength(2);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentSpeech } from '../../src/transcript/recent-speech.js';

test('is all there was until that is three minutes', () => {
  const recent = new RecentSpeech();
  expect(recent.count).toEqual({ words: 0, speechMs: 0 });
  for (let i = 0; i < 60; i++) recent.add(5, 3_000);
  expect(recent.count).toEqual({ words: 300, speechMs: 180_000 });
});

test('whatever is said later, it stays the last minutes, and words and speech of the same ones', () => {
  const lengthMs = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(fc.array(lengthMs, { minLength: 100, maxLength: 200 }), (lengths) => {
      const recent = new RecentSpeech();
      for (const speechMs of lengths) {
        recent.add(speechMs, speechMs);
        const { words, speechMs: lately } = recent.count;
        expect(words).toBe(lately);
        expect(lately).toBeLessThan(3 * 70_000);
      }
      const allMs = lengths.reduce((sum, ms) => sum + ms, 0);
      expect(recent.count.speechMs).toBeGreaterThanOrEqual(Math.min(allMs, 120_000));
    }),
  );
});

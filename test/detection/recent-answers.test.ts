import { expect, test } from 'vitest';
import { RecentAnswers } from '../../src/detection/recent-answers.js';

test('answers of the last minute count alike, older ones no more', () => {
  const answers = new RecentAnswers();
  expect(answers.take(0, 4)).toBe(4);
  expect(answers.take(30_000, -2)).toBe(1);
  expect(answers.take(59_999, 1)).toBe(1);
  expect(answers.take(60_000, 4)).toBe(1);
  expect(answers.take(200_000, -3)).toBe(-3);
});

import { expect, test } from 'vitest';
import { namedJudge } from '../../src/cli/named-judge.js';

test('a judge that is asked for by name has to be there', async () => {
  expect(await namedJudge('judge-en', null)).toBe('judge-en');
  await expect(namedJudge('nope', 'judge-en')).rejects.toMatchObject({ code: 'CW_MODEL_MISSING' });
  await expect(namedJudge('ear-en', 'judge-en')).rejects.toMatchObject({ code: 'CW_MODEL_WRONG_KIND' });
});

test('the judge of the configuration may be missing', async () => {
  // Commander gives nothing where neither `--judge` nor `--no-judge` is there.
  for (const unsaid of [undefined, true]) expect(await namedJudge(unsaid, 'nope')).toBe('nope');
  expect(await namedJudge(false, 'judge-en')).toBeNull();
});

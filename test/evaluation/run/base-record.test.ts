import { expect, it } from 'vitest';
import type { EvaluationCall } from '../../../src/evaluation/manifest/manifest.js';
import { cuesOf, labelsOf } from '../../../src/evaluation/run/base-record.js';

const CALL: EvaluationCall = {
  id: 'a',
  corpus: 'c',
  label: 'scam',
  category: 'bank',
  source: 's',
  licence: 'l',
  split: 'test',
  turns: [
    { party: 'remote', text: 'hello', startMs: 500, endMs: 900 },
    { party: 'remote', text: 'your code', startMs: 4200, endMs: 5000 },
  ],
};

it('takes cues by the turn that holds them, at the time of its label', () => {
  const cues = { firstCueTurn: 0, extractionCueTurn: 1 };
  expect(cuesOf({ ...CALL, ...cues })).toEqual({ firstCueMs: 500, extractionCueMs: 4200 });
  expect(cuesOf({ ...CALL, ...cues, extractionCueMs: 4500 })).toMatchObject({ extractionCueMs: 4500 });
  expect(cuesOf({ ...CALL, ...cues, turns: [] })).toEqual({ firstCueMs: null, extractionCueMs: null });
});

it('takes robocalls of one campaign for one story', () => {
  expect(labelsOf({ ...CALL, campaign: 'campaign-3' }, ['mixed']).scenario).toBe('campaign-3');
  expect(labelsOf({ ...CALL, campaign: 'campaign-3', scenario: 'x' }, ['mixed']).scenario).toBe('x');
  expect(labelsOf(CALL, ['mixed'])).not.toHaveProperty('scenario');
});

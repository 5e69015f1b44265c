import { expect, it } from 'vitest';
import { calibrationGaps } from '../../src/detection/calibrated-for.js';
import { loadCalibration } from '../../src/detection/calibration.js';
import { loadPrompt } from '../../src/detection/judge/prompts.js';
import { cardDigest } from '../../src/models/card.js';
import { repository, shippedModel } from '../helpers/shipped.js';

const shipped = await loadCalibration(`${repository}models/calibration-en.json`);
const calibration = {
  ...shipped,
  provenance: {
    ...shipped.provenance,
    models: { ear: 'e', gate: 'g', judge: 'j' },
    promptHash: 'p',
  },
};

it('has nothing to say of the models that it was fitted to, whatever ear hears', () => {
  expect(calibrationGaps(calibration, { gate: 'g', judge: 'j', promptHash: 'p' })).toEqual([]);
});

it('names each part that is another one', () => {
  const gaps = calibrationGaps(calibration, { gate: 'G', judge: 'J', promptHash: 'P' });
  expect(gaps).toHaveLength(2);
  expect(gaps[0]).toContain('another gate');
  expect(gaps[1]).toContain('another judge');
  expect(calibrationGaps(calibration, { gate: 'g', judge: 'j', promptHash: 'P' })[0]).toContain(
    'another prompt',
  );
});

it('does not ask for a judge where none is loaded, and says when one was never fitted', () => {
  expect(calibrationGaps(calibration, { gate: 'g', judge: null, promptHash: null })).toEqual([]);
  const { provenance } = calibration;
  const alone = { ...calibration, provenance: { ...provenance, models: { gate: 'g', judge: null } } };
  expect(calibrationGaps(alone, { gate: 'g', judge: 'j', promptHash: 'p' })[0]).toContain('another judge');
});

it('the calibration that ships was fitted to the gate, the judge and the prompt that ship', async () => {
  const [gate, judge] = [await shippedModel('gate-en'), await shippedModel('judge-en')];
  const { hash } = await loadPrompt(judge.card.template ?? 'chat');
  const used = { gate: cardDigest(gate.card), judge: cardDigest(judge.card), promptHash: hash };
  expect(calibrationGaps(shipped, used)).toEqual([]);
});

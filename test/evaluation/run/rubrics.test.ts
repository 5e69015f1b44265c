import { expect, it } from 'vitest';
import type { Assessment } from '../../../src/detection/assessment.js';
import type { Judge } from '../../../src/detection/judge/judge.js';
import { CallwardenError } from '../../../src/errors.js';
import { highestOf } from '../../../src/evaluation/run/rubrics.js';
import { spokenPieces } from '../../../src/evaluation/run/spoken-pieces.js';

const { pieces } = spokenPieces(
  ['hello', 'this is your bank', 'read me the code'].map((text) => ({ party: 'remote', text })),
);

const SAID = {
  scam: 0.5,
  uncertain: 0.2,
  legitimate: 0.3,
  atMs: 0,
  model: 'fake',
  promptHash: 'p',
  tokens: { evaluated: 1, whole: 1 },
  elapsedMs: 1,
};

/** A fake that answers one question after the other in this way. */
function judgeThat(...answers: readonly (number | CallwardenError)[]): Pick<Judge, 'open'> {
  const left = [...answers];
  const assess = async (): Promise<Assessment> => {
    const answer = left.shift();
    if (typeof answer !== 'number') throw answer;
    return { ...SAID, logit: answer };
  };
  const session = {
    assess,
    explain: async () => undefined,
    tokens: () => ({ evaluated: 0, whole: 0, share: 0 }),
    close() {},
  };
  return { open: () => session };
}

async function highest(judge: Pick<Judge, 'open'>) {
  const unanswered: string[] = [];
  const onUnanswered = (reason: string) => void unanswered.push(reason);
  const { signal } = new AbortController();
  return { highest: await highestOf(judge, 'call', pieces, [1, 2, 3], { signal, onUnanswered }), unanswered };
}

it('goes on where the judge gives no answer, and tells it', async () => {
  const late = new CallwardenError('CW_JUDGE_LATE', 'The judge was late.');
  expect(await highest(judgeThat(-2, late, 1))).toEqual({ highest: 1, unanswered: ['The judge was late.'] });
  expect((await highest(judgeThat(late, late, late))).highest).toBeNull();
});

it('ends where the judge is not the reason', async () => {
  const gone = new CallwardenError('CW_ENGINE_UNAVAILABLE', 'gone');
  await expect(highest(judgeThat(-2, gone))).rejects.toBe(gone);
});

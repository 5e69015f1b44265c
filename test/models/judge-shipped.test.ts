import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineJudge, loadJudge } from '../../src/detection/judge/engine-judge.js';
import type { JudgedTurn } from '../../src/detection/judge/judge.js';
import { categoryOf } from '../../src/detection/taxonomy.js';
import { parseCard } from '../../src/models/card.js';

const dir = fileURLToPath(new URL('../../models/judge-en/', import.meta.url));
/** A judge of fewer steps than this is a placeholder: it proves that files, prompt and engine fit, not that it judges. */
const TRAINED_STEPS = 500;

const shipped = existsSync(`${dir}card.json`);
const card = shipped
  ? parseCard(readFileSync(`${dir}card.json`, 'utf8'), 'models/judge-en/card.json')
  : undefined;
const steps = Number(card?.about?.['trainingSteps'] ?? 0);
const trained = steps >= TRAINED_STEPS;
if (!card) console.log('skipped: models/judge-en is not there, so nothing can be said of its verdicts');
else if (!trained)
  console.log(`skipped in part: models/judge-en has seen ${steps} steps, it is a placeholder`);

const turns = (...lines: readonly [JudgedTurn['party'], string][]): JudgedTurn[] =>
  lines.map(([party, text], n) => ({ party, text, endMs: (n + 1) * 5000 }));

const SCAM = turns(
  ['remote', 'hello this is the fraud department of your bank there is suspicious activity on your account'],
  ['local', 'oh no what happened'],
  ['remote', 'somebody is trying to send eight hundred dollars you have to act right now do not hang up'],
  ['local', 'what do i have to do'],
  ['remote', 'we sent you a six digit code read me the code so i can stop the payment'],
);
const FAMILY = turns(
  ['remote', 'hi mum it is me are you at home'],
  ['local', 'hello darling yes i am how was your week'],
  ['remote', 'busy but fine the children have a concert on friday do you want to come'],
  ['local', 'of course i do what time does it start'],
  ['remote', 'at seven we will pick you up at half past six'],
);
const WARNING = turns(
  ['remote', 'hello this is the card team of your bank we stopped a payment that did not look like you'],
  ['local', 'oh thank you i just got a text with a code do you need it'],
  ['remote', 'no please do not share that code with anyone we will never ask you for it'],
  ['local', 'good to know'],
  ['remote', 'a new card comes by mail call the number on the back of your card if you have questions'],
);

describe.skipIf(!shipped)('the shipped judge', () => {
  let judge: EngineJudge;

  beforeAll(async () => {
    if (!card) throw new Error('no card');
    judge = await loadJudge({ model: { card, dir }, deadlineMs: 30_000 });
  });
  afterAll(() => judge.close());

  const assess = async (call: readonly JudgedTurn[]) => {
    const session = judge.open('judged');
    const assessment = await session.assess(call);
    session.close();
    return assessment;
  };

  it('finds a scam more suspicious than a family call', async () => {
    const [scam, family] = [await assess(SCAM), await assess(FAMILY)];
    expect(scam.logit).toBeGreaterThan(family.logit);
  });

  it.skipIf(!trained)('is sure of both, and clears a bank that warns', async () => {
    const [scam, family, warning] = [await assess(SCAM), await assess(FAMILY), await assess(WARNING)];
    // Log-odds as the product reads an answer: most of `uncertain` counts as scam.
    expect(scam.logit).toBeGreaterThan(0);
    expect(family.logit).toBeLessThan(0);
    expect(warning.logit).toBeLessThan(scam.logit);
  });

  it('becomes surer as the scam unfolds', async () => {
    const opening = await assess(SCAM.slice(0, 1));
    const extraction = await assess(SCAM);
    expect(extraction.logit).toBeGreaterThan(opening.logit);
  });

  it('judges clean text and recognised text alike', async () => {
    const clean = await assess([
      { party: 'remote', text: "Hello! This is your bank's fraud department.", endMs: 4000 },
      { party: 'remote', text: 'Read me the 6-digit code we sent you.', endMs: 9000 },
    ]);
    const heard = await assess([
      { party: 'remote', text: "hello this is your bank's fraud department", endMs: 4000 },
      { party: 'remote', text: 'read me the six digit code we sent you', endMs: 9000 },
    ]);
    expect(Math.abs(clean.scam - heard.scam)).toBeLessThan(0.05);
  });

  it('explains the scam in words of the taxonomy', async () => {
    const session = judge.open('explained');
    await session.assess(SCAM);
    const explanation = await session.explain(SCAM);
    expect(categoryOf(explanation?.category ?? '')).toBeDefined();
    session.close();
  });

  // Whether it names the right ones is a figure of the evaluation (confusion by category), not a yes or no.
  it.skipIf(!trained)('explains a scam in the words of the taxonomy', async () => {
    const session = judge.open('named');
    const explanation = await session.explain(SCAM);
    expect(categoryOf(explanation?.category ?? '')).toBeTruthy();
    expect(explanation?.signals.length).toBeGreaterThan(0);
    session.close();
  });
});

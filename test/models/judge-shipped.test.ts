import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineJudge, loadJudge } from '../../src/detection/judge/engine-judge.js';
import type { JudgedTurn } from '../../src/detection/judge/judge.js';
import { parseCard } from '../../src/models/card.js';

const dir = fileURLToPath(new URL('../../models/judge-en/', import.meta.url));
const shipped = existsSync(`${dir}card.json`);
if (!shipped)
  console.log('skipped: models/judge-en is not there yet, so nothing can be said of its verdicts');

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
    const card = parseCard(await readFile(`${dir}card.json`, 'utf8'), 'models/judge-en/card.json');
    judge = await loadJudge({ model: { card, dir }, deadlineMs: 30_000 });
  });
  afterAll(() => judge.close());

  const assess = async (call: readonly JudgedTurn[]) => {
    const session = judge.open('judged');
    const assessment = await session.assess(call);
    session.close();
    return assessment;
  };

  it('finds a scam more suspicious than a family call, and than a bank that warns', async () => {
    const [scam, family, warning] = [await assess(SCAM), await assess(FAMILY), await assess(WARNING)];
    expect(scam.logit).toBeGreaterThan(family.logit);
    expect(scam.logit).toBeGreaterThan(warning.logit);
    expect(scam.scam).toBeGreaterThan(0.5);
    expect(family.scam).toBeLessThan(0.5);
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
    expect(explanation?.signals.length).toBeGreaterThan(0);
    session.close();
  });
});

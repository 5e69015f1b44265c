import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { isParty, type Party } from '../../src/audio/party.js';
import { Gate, type GateReading } from '../../src/detection/gate.js';
import vectors from './gate-vectors.json' with { type: 'json' };

const MODEL = fileURLToPath(new URL('../../models/gate-en/gate-en.json', import.meta.url));

let gate: Gate;
beforeAll(async () => {
  gate = await Gate.load(MODEL);
});

/** Hears the turns a second apart; gives the reading after each. */
function hear(turns: readonly { readonly party: Party; readonly text: string }[]): GateReading[] {
  const session = gate.open();
  return turns.map(({ party, text }, i) =>
    session.hear({ party, text, startMs: i * 1000, endMs: i * 1000 + 900 }),
  );
}

const remote = (text: string) => ({ party: 'remote' as const, text });
const local = (text: string) => ({ party: 'local' as const, text });

describe('parity with the trainer', () => {
  test.each(vectors.map(({ turns, topic }) => ({ turns, topic, first: turns[0]?.text })))(
    '$first',
    ({ turns, topic }) => {
      const session = gate.open();
      for (const { party, text, logit } of turns) {
        if (!isParty(party)) throw new TypeError(party);
        expect(session.hear({ party, text, startMs: 0, endMs: 0 }).logit).toBeCloseTo(logit, 4);
      }
      const [likeliest] = session.topics();
      expect(likeliest?.kind).toBe(topic.kind);
      expect(likeliest?.probability).toBeCloseTo(topic.probability, 5);
    },
  );
});

test('quotes the words as they were written, across two pieces and an interjection', () => {
  const readings = hear([remote('Now go and buy a Google'), local('uh-huh'), remote('Play card, Sir.')]);
  const hit = readings.flatMap(({ signals }) => signals).find(({ signal }) => signal === 'gift-card');
  expect(hit).toMatchObject({ party: 'remote', startMs: 0, endMs: 2900, quote: 'buy a Google Play' });
});

test('a number cut in two pieces is one number', () => {
  // In two pieces, too: the highest of two looks would not be that of one.
  const whole = hear([remote('it is five hundred'), remote('dollars')]);
  const cut = hear([remote('it is five'), remote('hundred dollars')]);
  expect(cut.at(-1)?.logit).toBeCloseTo(whole.at(-1)?.logit ?? Number.NaN, 6);
});

test('tells which of the last words it goes by', () => {
  const session = gate.open();
  const say = (party: Party, text: string, startMs: number) =>
    session.hear({ party, text, startMs, endMs: startMs + 900 });
  expect(session.telling()).toBeUndefined();
  say('local', 'go and buy gift cards and read me the numbers on the back', 0);
  expect(session.telling()).toBeUndefined();
  say('remote', 'Well, the garden is lovely and we had a nice walk with the dog this morning.', 1000);
  say('remote', 'Now go to the shop and buy Steam cards,', 2000);
  say('local', 'what for', 3000);
  say('remote', 'then read me the numbers on the back. And how is your sister these days?', 4000);
  const told = session.telling();
  expect(told).toMatchObject({ party: 'remote', endMs: 4900 });
  expect(told?.quote).toContain('read me the numbers');
  expect(told?.quote).not.toContain('walk');
  expect(told?.quote.split(' ').length).toBeLessThanOrEqual(14);
});

test('what it goes by was said in one go', () => {
  const say = (...pieces: readonly (readonly [Party, string, number])[]) => {
    const session = gate.open();
    for (const [party, text, startMs] of pieces) session.hear({ party, text, startMs, endMs: startMs + 900 });
    return session.telling()?.quote ?? '';
  };
  const [one, two] = ['read me the numbers', 'on the back of the gift card'];
  expect(say(['remote', one, 0], ['remote', two, 1000])).toContain('numbers on');
  expect(say(['remote', one, 0], ['local', 'which', 900], ['remote', two, 1000])).not.toContain('numbers on');
  expect(say(['remote', one, 0], ['remote', two, 1500])).not.toContain('numbers on');
});

test('what the protected person says is no signal', () => {
  const [reading] = hear([local('go and buy gift cards and read me the numbers on the back')]);
  expect(reading?.signals).toEqual([]);
});

test('the same words weigh more from the other side', () => {
  const ask = 'go to the store, buy google play gift cards and read me the numbers on the back';
  expect(hear([remote(ask)]).at(-1)?.logit).toBeGreaterThan(hear([local(ask)]).at(-1)?.logit ?? 0);
});

test('a signal is told once while it stands, and makes a keyframe', () => {
  const readings = hear([remote('please press one now'), remote('please press one now')]);
  expect(readings[0]?.keyframe).toBe(true);
  expect(readings[0]?.reasons).toContain('signal');
  expect(readings[1]?.signals).toEqual([]);
});

test('the probability never falls: the gate escalates, it does not clear', () => {
  const readings = hear([
    remote('there is a warrant for your arrest, go to walgreens and buy gift cards, do not tell anyone'),
    ...Array.from({ length: 30 }, () =>
      remote('the weather was lovely and the kids played football in the garden'),
    ),
  ]);
  const probabilities = readings.map(({ probability }) => probability);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => a - b));
});

describe('hand-written calls', () => {
  test.each([
    [
      'government',
      [
        remote('hello this is agent wilson from the social security administration'),
        local('yes'),
        remote('we found a car in texas with drugs rented in your name and a warrant has been issued'),
        remote('you need to withdraw your money and put it in the bitcoin machine and do not tell your bank'),
      ],
    ],
    [
      'computer',
      [
        remote('I am calling from the technical department of Windows, your computer has a virus'),
        local('oh no which computer'),
        remote('press the windows key and R, then download TeamViewer and give me the number'),
      ],
    ],
  ])('%s scam is likely', (_, turns) => {
    expect(hear(turns).at(-1)?.probability).toBeGreaterThan(0.5);
  });

  test.each([
    [
      'a family call',
      [
        remote('hi dad, are you coming for dinner on sunday'),
        local('sure, I will bring the salad, how is the baby'),
        remote('she has a tooth now and she does not sleep at all'),
      ],
    ],
    [
      'a bank the customer called',
      [
        remote('thank you for calling first national, how can I help you'),
        local('hi, I would like to order checks'),
        remote('sure, is it for your checking account, and is the address still the same'),
        local('yes it is'),
        remote('okay they will be there in ten days, have a nice day'),
      ],
    ],
  ])('%s is not', (_, turns) => {
    expect(hear(turns).at(-1)?.probability).toBeLessThan(0.2);
  });
});

test('kinds of scam: of the words of the other side, whatever the order and however often', () => {
  const kinds = (...turns: Parameters<typeof hear>[0]) => {
    const session = gate.open();
    for (const { party, text } of turns) session.hear({ party, text, startMs: 0, endMs: 0 });
    return session.topics();
  };
  const computer = remote(
    'there is a virus on your computer so i need you to switch it on and open the browser',
  );
  expect(kinds(computer)[0]?.kind).toBe('tech-support');
  expect(kinds(computer, computer, local('grandma i am in jail and the lawyer needs bail'))).toEqual(
    kinds(computer),
  );
  const sum = kinds(computer).reduce((total, { probability }) => total + probability, 0);
  expect(sum).toBeCloseTo(1, 6);
});

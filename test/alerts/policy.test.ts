import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlertPolicy } from '../../src/alerts/policy.js';
import type { Party } from '../../src/audio/party.js';
import type { RiskLevel, RiskReading } from '../../src/detection/risk.js';
import type { SignalHit } from '../../src/detection/signal.js';
import taxonomy from '../../src/detection/taxonomy.json' with { type: 'json' };
import type { Topic } from '../../src/detection/topics.js';
import { Transcript } from '../../src/transcript/transcript.js';

function reading(level: RiskLevel, atMs = 1_000): RiskReading {
  return { atMs, score: 0.9, level, previous: 'clear' };
}

function hit(signal: string, quote: string, startMs = 0, rest: Partial<SignalHit> = {}): SignalHit {
  const weight =
    taxonomy.signals.find(({ id }) => id === signal)?.weight ?? expect.fail(`no signal ${signal}`);
  return { signal, party: 'remote', quote, startMs, endMs: startMs + 1_000, weight, ...rest };
}

function turnsOf(...said: [Party, string][]) {
  const transcript = new Transcript();
  for (const [i, [party, text]] of said.entries()) {
    const times = { startMs: i * 2_000, endMs: i * 2_000 + 1_500 };
    transcript.add({
      party,
      utterance: `${party}-${i}`,
      ...times,
      text,
      words: [],
      confidence: 1,
      final: true,
    });
  }
  return transcript.turns();
}

const raise = (signals: SignalHit[], turns = turnsOf(), category?: string, topics: readonly Topic[] = []) =>
  new AlertPolicy().consider({
    reading: reading('scam'),
    signals,
    turns,
    topics,
    ...(category === undefined ? {} : { explanation: { category, signals: [] } }),
  }) ?? expect.fail('no alert');

describe('when', () => {
  const levelsOf = (levels: readonly RiskLevel[]) => {
    const policy = new AlertPolicy();
    return levels.flatMap((level) => {
      const occasion = { reading: reading(level), signals: [], turns: [], topics: [] };
      const wanted = policy.wants(occasion.reading);
      const alert = policy.consider(occasion);
      expect(wanted).toBe(alert !== undefined);
      return alert?.level ?? [];
    });
  };

  test('a call that is clear or unknown raises none', () => {
    expect(levelsOf(['unknown', 'clear', 'unknown'])).toEqual([]);
  });

  test('suspicious, then scam: the second is an upgrade', () => {
    expect(levelsOf(['suspicious', 'suspicious', 'scam', 'scam'])).toEqual(['suspicious', 'scam']);
  });

  test('nothing follows a scam alert', () => {
    expect(levelsOf(['scam', 'suspicious', 'clear', 'suspicious', 'scam'])).toEqual(['scam']);
  });

  test('at most one of each, whatever the levels do', () => {
    const level = fc.constantFrom<RiskLevel>('unknown', 'clear', 'suspicious', 'scam');
    fc.assert(
      fc.property(fc.array(level), (levels) => {
        const alerts = levelsOf(levels);
        expect(new Set(alerts).size).toBe(alerts.length);
        expect([...alerts].sort().reverse()).toEqual(alerts);
      }),
    );
  });
});

describe('category', () => {
  test.each([
    [['claims-bank', 'safe-account'], 'bank'],
    [['claims-bank', 'problem', 'asks-code'], 'bank'],
    [['claims-authority', 'threat', 'gift-card'], 'government'],
    [['claims-tech-support', 'problem', 'remote-access'], 'tech-support'],
    [['refund', 'remote-access', 'gift-card'], 'refund'],
    [['unordered-charge', 'urgency'], 'refund'],
    [['prize', 'pay-fee'], 'prize'],
    [['claims-family', 'courier-cash', 'secrecy'], 'family'],
    [['crypto', 'grooming'], 'investment'],
    [['press-key'], 'robocall'],
    [['urgency'], 'other'],
    [[], 'other'],
  ])('%j: %s', (signals, category) => {
    const alert = raise(signals.map((signal) => hit(signal, signal)));
    const { title, advice } = taxonomy.categories.find(({ id }) => id === category) ?? expect.fail(category);
    expect(alert).toMatchObject({ category, title, advice });
  });

  const ranked = (...kinds: string[]) =>
    kinds.map((kind, i) => ({ kind, probability: i === 0 ? 0.35 : 0.2 / (i + 1) }));

  test('words that are sure of it decide', () => {
    const sure = [{ kind: 'utility', probability: 0.6 }, ...ranked('prize', 'charity')];
    expect(raise([hit('prize', 'you won')], [], 'charity', sure).category).toBe('utility');
  });

  test('words that are sure of nothing decide nothing', () => {
    const sure = [{ kind: 'other', probability: 0.6 }, ...ranked('prize', 'charity')];
    expect(raise([hit('prize', 'you won')], [], 'charity', sure).category).toBe('charity');
  });

  test('what judge and signals say is not believed against the words', () => {
    const against = ranked('utility', 'bank', 'delivery', 'charity', 'prize');
    expect(raise([hit('prize', 'you won')], [], 'charity', against).category).toBe('other');
    expect(
      raise([hit('prize', 'you won')], [], 'charity', ranked('bank', 'prize', 'utility', 'charity')).category,
    ).toBe('prize');
  });

  test('the explanation decides where there is one', () => {
    expect(raise([hit('prize', 'you won')], [], 'charity').category).toBe('charity');
  });

  test('but not one that names no category, or one nobody knows', () => {
    expect(raise([hit('prize', 'you won')], [], 'other').category).toBe('prize');
    expect(raise([hit('prize', 'you won')], [], 'nonsense').category).toBe('prize');
  });

  test('what the local party says points nowhere', () => {
    expect(raise([hit('prize', 'did i win', 0, { party: 'local' })]).category).toBe('other');
  });
});

test('every vote is for a signal of the taxonomy', () => {
  const known = new Set(taxonomy.signals.map(({ id }) => id));
  const voted = taxonomy.categories.flatMap((category) =>
    Object.keys('votes' in category ? category.votes : {}),
  );
  expect(voted.filter((signal) => !known.has(signal))).toEqual([]);
  expect(voted.length).toBeGreaterThan(0);
});

describe('evidence', () => {
  test('the three that weigh most, each another signal, in the order they were said', () => {
    const { evidence } = raise([
      hit('claims-bank', 'this is your bank', 0),
      hit('urgency', 'right now', 1_000),
      hit('asks-code', 'read me the code', 2_000),
      hit('asks-code', 'the code please', 3_000),
      hit('secrecy', 'tell nobody', 4_000),
      hit('safe-account', 'move it to the safe account', 5_000),
    ]);
    expect(evidence.map(({ signal }) => signal)).toEqual(['asks-code', 'secrecy', 'safe-account']);
  });

  test('nothing that speaks against a scam, that the local party said, or that has no words', () => {
    const { evidence } = raise([
      hit('warns-against', 'never share your code'),
      hit('wire', 'should i wire it', 0, { party: 'local' }),
      hit('crypto', ' '),
      hit('pay-fee', 'there is a fee', 100),
    ]);
    expect(evidence.map(({ quote }) => quote)).toEqual(['there is a fee']);
  });

  test('the same words are quoted once', () => {
    const { evidence } = raise([hit('asks-code', 'read me the code'), hit('asks-pin', 'Read me the code')]);
    expect(evidence).toHaveLength(1);
  });

  test('numbers are hidden, also those that go on in the next turn', () => {
    const turns = turnsOf(
      ['remote', 'call the number four one five'],
      ['local', 'okay'],
      ['remote', 'five five five one two one two'],
    );
    const { evidence } = raise([hit('verification-refused', 'the number four one five', 0)], turns);
    expect(evidence[0]?.quote).toBe('the number [phone number]');
  });

  test('where no signal carries words, those that weigh most in the gate, redacted like any', () => {
    const turns = turnsOf([
      'remote',
      'your grandson needs the money in cash and the code is four four one nine so hurry please',
    ]);
    const telling = {
      party: 'remote' as const,
      quote: 'and the code is four four one nine',
      startMs: 0,
      endMs: 1_500,
    };
    const occasion = { reading: reading('scam'), turns, topics: [], telling };
    expect(new AlertPolicy().consider({ ...occasion, signals: [] })?.evidence).toEqual([
      { ...telling, quote: 'and the code is [code]' },
    ]);
    const urgent = new AlertPolicy().consider({ ...occasion, signals: [hit('urgency', 'so hurry')] });
    expect(urgent?.evidence.map(({ quote }) => quote)).toEqual(['so hurry']);
  });

  test('where nothing is known to tell, the longest of the last remote turns', () => {
    const turns = turnsOf(
      ['remote', 'hello'],
      ['remote', 'your grandson needs the money in cash and the code is four four one nine'],
      ['local', 'oh my goodness what has happened to him please tell me everything now will you'],
      ['remote', 'hurry'],
    );
    expect(raise([], turns).evidence).toEqual([
      {
        party: 'remote',
        quote: 'your grandson needs the money in cash and the code is [code]',
        startMs: 2_000,
        endMs: 3_500,
      },
    ]);
  });

  test('a call without words has none, and still alerts', () => {
    expect(raise([]).evidence).toEqual([]);
  });

  test('a long quote is cut at a word', () => {
    const { evidence } = raise([], turnsOf(['remote', Array(80).fill('word').join(' ')]));
    expect(evidence[0]?.quote).toBe(`${Array(30).fill('word').join(' ')} …`);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.js';
import { listeningPolicy, plainNumber } from '../../src/sources/listening-policy.js';

function policy(privacy: { neverListenTo?: string[]; onlyListenTo?: string[] }) {
  return listeningPolicy(parseConfig(JSON.stringify({ privacy }), 'test').privacy);
}

describe('whose calls may be listened to', () => {
  it('everybody, when nothing is said', () => {
    expect(policy({})(['+49 30 1234'])).toBe(true);
    expect(policy({})([undefined, undefined])).toBe(true);
  });

  it('never a number of the list, at either end, however it is written', () => {
    const mayListen = policy({ neverListenTo: ['+49 (30) 12-34', '0800*'] });
    for (const number of ['+49301234', '0049 30 1234', '+49 30/12.34', '0800 111 0 111']) {
      expect(mayListen([number, '201'])).toBe(false);
      expect(mayListen([undefined, number])).toBe(false);
    }
    for (const number of ['+4930123', '+493012345', '49301234', '301234', '0801', '']) {
      expect(mayListen([number, '201'])).toBe(true);
    }
  });

  it('only numbers of the list where there is one, and the other list still wins', () => {
    const mayListen = policy({ onlyListenTo: ['20*'], neverListenTo: ['+49301234'] });
    expect(mayListen(['555', '201'])).toBe(true);
    expect(mayListen(['555', '301'])).toBe(false);
    expect(mayListen([undefined, undefined])).toBe(false);
    expect(mayListen(['+49301234', '201'])).toBe(false);
  });

  it('a number is the same number with any spaces and signs in it', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]{3,15}$/),
        fc.infiniteStream(fc.constantFrom('', ' ', '-', '/', '.')),
        (digits, gaps) => {
          const spaced = [...digits].map((digit) => digit + gaps.next().value).join('');
          expect(plainNumber(spaced)).toBe(plainNumber(digits));
          expect(policy({ neverListenTo: [digits] })([spaced])).toBe(false);
        },
      ),
    );
  });

  it('a pattern that is no number is refused by name', () => {
    expect(() => policy({ neverListenTo: ['*'] })).toThrow(/privacy\.neverListenTo/);
    expect(() => policy({ neverListenTo: ['12*4'] })).toThrow(/privacy\.neverListenTo/);
  });
});

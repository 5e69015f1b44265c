import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactTurns, type SpokenText } from '../../../src/transcript/redaction/redaction.js';
import { Redactor } from '../../../src/transcript/redaction/redactor.js';
import {
  CARD,
  CODE,
  PHONE,
  SOCIAL_SECURITY,
  STYLES,
  type Style,
  spoken,
  visibleDigits,
} from './spoken-number.js';

/** The same numbers every time; PROPERTY_RUNS=50000 looks at others, for minutes, and finds rarer cases. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 400);
const SEED = process.env['PROPERTY_RUNS'] === undefined ? { seed: 2_026 } : {};

const ANY = fc.array(fc.constantFrom<Style>(...STYLES), { minLength: 1, maxLength: 4 });
/** What is put between two words of a number. */
const between = fc.constantFrom('', '', '', '', 'um', 'uh', 'uh um');
/** What the other party says between two pieces; nothing: the piece simply goes on. */
const aside = fc.constantFrom('', '', 'uh huh', 'okay', 'yes go ahead', 'got it and the next ones please');

/** Nothing says that a number follows. */
const UNSAID = ['', "it's", 'sure hold on it says', 'okay so', 'call me at'];

const NUMBERS = [
  { name: 'card number', groups: CARD, unsaid: UNSAID, leads: ['my card number is', 'on the card it says'] },
  {
    name: 'social security number',
    groups: SOCIAL_SECURITY,
    unsaid: UNSAID,
    leads: ['my social is', 'sure my social security number is'],
  },
  { name: 'phone number', groups: PHONE, unsaid: UNSAID, leads: ['my number is', 'my phone number is'] },
  // A short code read in pairs is a time or a year to anybody who has not heard that it is a code.
  { name: 'code', groups: CODE, unsaid: [], leads: ['the code is', 'it sent me a code', 'my pin is'] },
];

/** A number read out by the local party, cut into pieces anywhere, with the other party's asides in between. */
function readOut(
  groups: fc.Arbitrary<string[]>,
  leads: readonly string[],
  styles = ANY,
): fc.Arbitrary<SpokenText[]> {
  return fc
    .tuple(
      groups,
      styles,
      fc.constantFrom(...leads),
      fc.infiniteStream(between),
      fc.infiniteStream(fc.tuple(fc.nat(5), aside)),
    )
    .map(([number, style, lead, hesitations, cuts]) => {
      const turns: SpokenText[] = [];
      let words: string[] = lead === '' ? [] : [lead];
      for (const word of spoken(number, style)) {
        const hesitation = hesitations.next().value ?? '';
        words.push(...(hesitation === '' ? [word] : [hesitation, word]));
        const [cut, said] = cuts.next().value ?? [1, ''];
        if (cut > 0) continue;
        turns.push({ party: 'local', text: words.join(' ') });
        if (said !== '') turns.push({ party: 'remote', text: said });
        words = [];
      }
      return [...turns, { party: 'local', text: [...words, 'thanks'].join(' ') }];
    });
}

function visible(turns: readonly SpokenText[], texts: readonly string[]): number {
  return visibleDigits(texts.filter((_, i) => turns[i]?.party === 'local').join(' '));
}

/** The first half of a number read in pairs is a time or a price, unless something was said about a number. */
const PLAIN = fc.array(fc.constantFrom<Style>('written', 'single', 'oh', 'repeat'), {
  minLength: 1,
  maxLength: 4,
});

describe.each(NUMBERS)('a $name, however it is spoken and cut', ({ groups, leads, unsaid }) => {
  test('leaves fewer than four digits in a row', () => {
    fc.assert(
      fc.property(readOut(groups, [...leads, ...unsaid]), (turns) => {
        const shown = redactTurns(turns).map((turn) => turn.text);
        expect(visible(turns, shown), shown.join(' | ')).toBeLessThan(4);
      }),
      { ...SEED, numRuns: RUNS },
    );
  });

  test('nor at any moment while it is being read', () => {
    fc.assert(
      fc.property(readOut(groups, leads, PLAIN), (turns) => {
        const redactor = new Redactor();
        const indexed = turns.map((turn, index) => ({ ...turn, index }));
        for (let count = 1; count <= turns.length; count++) {
          redactor.update(indexed.slice(0, count));
          const shown = indexed.slice(0, count).map(({ index }) => redactor.get(index)?.text ?? '');
          expect(visible(turns, shown), shown.join(' | ')).toBeLessThan(4);
        }
      }),
      { ...SEED, numRuns: RUNS / 4 },
    );
  });
});

const anyTurns = fc.array(
  fc.record({
    party: fc.constantFrom('remote', 'local', 'mixed'),
    text: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom(
            'four',
            'double',
            'oh',
            'twenty',
            'hundred',
            'um',
            'at',
            'dot',
            'com',
            '41',
            '$5',
            'code',
            'born',
            'may',
            'password',
            'is',
            'a',
            '.',
          ),
        )
        .map((w) => w.join(' ')),
    ),
  }),
  { maxLength: 12 },
);

describe('any text', () => {
  test('redactions lie in order inside the text, and the rest of it stays as it was', () => {
    fc.assert(
      fc.property(anyTurns, (turns) => {
        for (const [i, { text, redactions }] of redactTurns(turns).entries()) {
          const original = turns[i]?.text ?? '';
          let [at, rest] = [0, text];
          for (const { start, end } of redactions) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(rest.startsWith(original.slice(at, start))).toBe(true);
            rest = rest.slice(start - at).replace(/^\[[a-z -]+\]/, '');
            at = end;
          }
          expect(rest).toBe(original.slice(at));
        }
      }),
      { ...SEED, numRuns: RUNS },
    );
  });

  test('growing piece by piece ends where the whole does, and says what changed', () => {
    fc.assert(
      fc.property(anyTurns, (turns) => {
        const redactor = new Redactor();
        const shown = new Map<number, string | undefined>();
        const indexed = turns.map((turn, index) => ({ ...turn, index }));
        for (let count = 1; count <= turns.length; count++) {
          for (const index of redactor.update(indexed.slice(0, count)))
            shown.set(index, redactor.get(index)?.text);
        }
        expect(turns.map((_, index) => shown.get(index))).toEqual(
          redactTurns(turns).map((turn) => turn.text),
        );
      }),
      { ...SEED, numRuns: RUNS / 2 },
    );
  });
});

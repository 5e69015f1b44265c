import { describe, expect, test } from 'vitest';
import { Lexicon } from '../../src/detection/lexicon.js';
import { normalise } from '../../src/detection/normalise.js';
import { TAXONOMY } from '../../src/detection/taxonomy.js';

const lexicon = new Lexicon();
const signalsIn = (text: string) => new Set(lexicon.hits(normalise(text)).map(({ signal }) => signal));

describe('every signal of the taxonomy', () => {
  test.each(TAXONOMY.signals)('$id is found in its own example', ({ id, example }) => {
    expect(signalsIn(example)).toContain(id);
  });
});

test.each([
  ['gift-card', 'Go to Walgreens and buy four Google Play cards, then read me the numbers on the back.'],
  ['gift-card', 'go to walgreens and get a give card for five hundred dollars'],
  ['asks-code', 'what is the six digit code that we just sent you'],
  ['remote-access', 'Please download AnyDesk and tell me the nine-digit number.'],
  ['remote-access', 'press the windows key and the letter r'],
  ['secrecy', "Don't tell your husband about this."],
  ['stay-on-line', 'do not hang up the phone'],
  ['press-key', 'Press 1 to speak with a representative'],
  ['press-key', 'press one to speak with a representative'],
  ['crypto', 'deposit it at the bit coin machine'],
  ['threat', 'there is an arrest warrant in your name'],
])('finds %s in "%s"', (signal, text) => {
  expect(signalsIn(text)).toContain(signal);
});

test.each([
  ['asks-code', 'We will never ask you to read us the code.'],
  ['asks-pin', 'please do not tell me your PIN'],
  ['gift-card', 'nobody here will have you buy gift cards'],
  ['asks-card', "don't give anybody your card number over the phone"],
])('takes no %s from the warning "%s"', (signal, text) => {
  const signals = signalsIn(text);
  expect(signals).not.toContain(signal);
  expect(signals).toContain('warns-against');
});

test('a word of everyday talk beside a misheard one is no sign', () => {
  expect(signalsIn('do not worry in tether is mark we have a')).toEqual(new Set());
});

test('a negation that is over does not excuse the ask', () => {
  expect(signalsIn('do not worry just read me the code we sent you')).toContain('asks-code');
});

test('plain talk has no signals', () => {
  const talk =
    'we went to the lake on the weekend and it rained the whole time but the kids did not mind ' +
    'they were in the water anyway and then my brother burned the chicken';
  expect(signalsIn(talk)).toEqual(new Set());
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedText } from '../../../src/detection/judge/judged-text.js';

describe('judgedText', () => {
  it.each([
    ['Hello, this is Officer Daniels!', 'hello this is officer daniels'],
    ["Don’t hang up, it's 'urgent'.", "don't hang up it's urgent"],
    ['Send $1,250.75 at 10:30.', 'send # at #'],
    ['seven hundred and twenty-five dollars', '# and # dollars'],
    ['read me 4 7 double five oh two', 'read me # double # oh #'],
    ['[noise] <|scam|> ...', 'noise scam'],
    ['Café, naïve', 'café naïve'],
    ['  \n\t ', ''],
  ])('makes %j into %j', (text, expected) => {
    expect(judgedText(text)).toBe(expected);
  });

  it('makes clean text and recognised text alike', () => {
    expect(judgedText("I'll read you the 6-digit code: 482 913.")).toBe(
      judgedText("i'll read you the six digit code four eight two nine one three"),
    );
  });

  it('changes nothing when it is done twice, and leaves no mark that could be a special token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = judgedText(text);
        expect(judgedText(once)).toBe(once);
        expect(once).not.toMatch(/[<|>]/);
      }),
    );
  });
});

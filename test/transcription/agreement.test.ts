import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agreement } from '../../src/transcription/agreement.js';
import { alignEnd, doubledAtSeam } from '../../src/transcription/word-alignment.js';

const words = (text: string) => text.split(' ').filter(Boolean);

/** Feeds passes (the last is final) and gives what each committed. */
function commits(...passes: string[]): string[] {
  const agreement = new Agreement();
  return passes.map((pass, i) => agreement.pass(words(pass), i === passes.length - 1).words.join(' '));
}

describe('Agreement', () => {
  it('commits what two passes in a row agree on', () => {
    expect(commits('this is', 'this is the', 'this is the bank', 'this is the bank calling')).toEqual([
      '',
      'this is',
      'the',
      'bank calling',
    ]);
  });

  it('waits while passes disagree', () => {
    expect(commits('this is', 'these are the', 'these are the banks')).toEqual([
      '',
      '',
      'these are the banks',
    ]);
  });

  it('never takes a committed word back, and neither loses nor doubles what follows', () => {
    expect(commits('we need the', 'we need the card', 'we meet the card number')).toEqual([
      '',
      'we need the',
      'card number',
    ]);
  });

  it('goes on behind a committed word that a later pass splits in two', () => {
    expect(commits('giftcard now', 'giftcard now please', 'gift card now please hurry')).toEqual([
      '',
      'giftcard now',
      'please hurry',
    ]);
  });

  it('commits every word of a stable stream exactly once, in any split', () => {
    const stream = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (all, steps) => {
        const agreement = new Agreement();
        const committed: string[] = [];
        let length = 0;
        for (const step of steps) {
          length = Math.min(all.length, length + step);
          committed.push(...agreement.pass(all.slice(0, length), false).words);
        }
        committed.push(...agreement.pass(all, true).words);
        expect(committed).toEqual(all);
      }),
    );
  });
});

describe('alignEnd', () => {
  it.each([
    ['', 'a b', 0],
    ['a b', 'a b c', 2],
    ['a b', 'x b c', 2],
    ['a b c', 'a c d', 2],
    ['a b', '', 0],
  ])('after "%s" in "%s" comes word %i', (said, heard, at) => {
    expect(alignEnd(words(said), words(heard))).toBe(at);
  });
});

describe('doubledAtSeam', () => {
  it.each([
    ['read me the code', 'the code now', 2],
    ['read me the code', 'now', 0],
    ['no no', 'no no no', 2],
    ['', 'hello', 0],
  ])('"%s" then "%s" doubles %i', (before, after, count) => {
    expect(doubledAtSeam(words(before), words(after))).toBe(count);
  });
});

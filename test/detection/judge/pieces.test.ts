import { describe, expect, it } from 'vitest';
import type { JudgedTurn } from '../../../src/detection/judge/judge.js';
import { toPieces } from '../../../src/detection/judge/pieces.js';

const said = (text: string): JudgedTurn => ({ party: 'remote', text, endMs: 1000 });

describe('toPieces', () => {
  it('gives the small judge normalised words, and a chat model what was said', () => {
    const turns = [said(' Send $500, NOW! ')];
    expect(toPieces(turns, 'compact')).toEqual([{ party: 'remote', text: 'send # dollars now' }]);
    expect(toPieces(turns, 'chat')).toEqual([{ party: 'remote', text: 'Send $500, NOW!' }]);
  });

  it('leaves out turns without words', () => {
    expect(toPieces([said('...'), said('hello')], 'compact')).toEqual([{ party: 'remote', text: 'hello' }]);
    expect(toPieces([said('  ')], 'chat')).toEqual([]);
  });

  it('joins a number that goes on over pieces of one party, and none over somebody else’s words', () => {
    const code = [said('the code is four four'), said('nine'), said('one two, then press')];
    expect(toPieces(code, 'compact').map(({ text }) => text)).toEqual(['the code is #', 'then press']);

    const between: JudgedTurn = { ...said('yes'), party: 'local' };
    const apart = [said('the code is four'), between, said('nine')];
    expect(toPieces(apart, 'compact').map(({ text }) => text)).toEqual(['the code is #', 'yes', '#']);
  });

  it('begins at the same turn for a while when the transcript forgets its oldest turns', () => {
    const call = Array.from(
      { length: 300 },
      (_, index): JudgedTurn => ({ ...said(`word${'x'.repeat(index)}`), index }),
    );
    const first = (dropped: number) => toPieces(call.slice(dropped), 'chat').at(0)?.text.length;
    const heads = Array.from({ length: 200 }, (_, dropped) => first(dropped));
    expect(heads[0]).toBe('word'.length);
    expect(new Set(heads).size).toBe(1 + Math.ceil(199 / 32));
  });

  it('keeps what is left of a call when no block begins in it', () => {
    const rest = [5, 6, 7].map((index): JudgedTurn => ({ ...said('hello'), index }));
    expect(toPieces(rest, 'chat')).toHaveLength(3);
  });
});

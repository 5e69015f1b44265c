import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spokenPieces } from '../../../src/evaluation/run/spoken-pieces.js';

const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

it('speaks written turns at 150 words a minute, in pieces of at most 12 words', () => {
  const call = spokenPieces([
    { party: 'remote', text: words(30) },
    { party: 'local', text: words(5) },
  ]);
  expect(call.durationMs).toBe(35 * 400);
  expect(call.turnStartsMs).toEqual([0, 12_000]);
  expect(call.pieces.map(({ words }) => words.length)).toEqual([12, 12, 6, 5]);
  expect(call.pieces.map(({ final }) => final)).toEqual([false, false, true, true]);
  expect(call.pieces.map(({ utterance }) => utterance)).toEqual([
    'remote-0',
    'remote-0',
    'remote-0',
    'local-1',
  ]);
});

it('keeps the times of timed turns and commits overlapping ones in the order they end', () => {
  const call = spokenPieces([
    { party: 'remote', text: 'a long sentence', startMs: 1000, endMs: 5000 },
    { party: 'local', text: 'yes', startMs: 2000, endMs: 2400 },
  ]);
  expect(call.pieces.map(({ text, endMs }) => [text, endMs])).toEqual([
    ['yes', 2400],
    ['a long sentence', 5000],
  ]);
  expect(call.durationMs).toBe(5000);
});

it('leaves out what a transcriber notes, however many words it has', () => {
  const text =
    'well [background noise] I said (laughs) it costs <phone ringing> ten (about ten pounds fifty or so) [x]';
  const { pieces } = spokenPieces([{ party: 'remote', text }]);
  expect(pieces.map(({ text }) => text).join(' ')).toBe(
    'well I said it costs ten (about ten pounds fifty or so)',
  );
});

it('loses no word and never goes back in time', () => {
  const turn = fc.record({
    party: fc.constantFrom('remote' as const, 'local' as const),
    text: fc.string().map((text) => text.replace(/[[\]<>(){}]/g, '')),
  });
  fc.assert(
    fc.property(fc.array(turn), (turns) => {
      const { pieces } = spokenPieces(turns);
      const said = pieces
        .map(({ text }) => text)
        .join(' ')
        .split(/\s+/)
        .filter(Boolean);
      expect(said).toEqual(turns.flatMap(({ text }) => text.split(/\s+/).filter(Boolean)));
      const ends = pieces.map(({ endMs }) => endMs);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
  );
});

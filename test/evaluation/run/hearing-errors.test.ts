import { describe, expect, it } from 'vitest';
import { hearingErrors } from '../../../src/evaluation/run/hearing-errors.js';

const said = [
  { party: 'remote' as const, text: "It's the bank.", startMs: 1000, endMs: 3000 },
  { party: 'local' as const, text: 'Oh. [noise]', startMs: 4000, endMs: 4400 },
  { party: 'remote' as const, text: 'Goodbye then', startMs: 8000, endMs: 9000 },
];

describe('hearing errors of a call worked by hand', () => {
  const heard = [
    { party: 'remote' as const, text: 'its a bank', startMs: 1100, endMs: 2900 },
    { party: 'remote' as const, text: 'thank you', startMs: 5500, endMs: 6000 },
  ];
  const record = hearingErrors(said, heard, ['remote', 'local'], 10_000);

  it('counts words by party', () => {
    expect(record.parties).toEqual([
      { party: 'remote', words: 5, substituted: 3, missed: 0, invented: 0 },
      { party: 'local', words: 1, substituted: 0, missed: 1, invented: 0 },
    ]);
  });

  it('finds words in silence and speech without words', () => {
    // Silence of the remote party: 0 to 500, 3500 to 7500, 9500 to 10 000; of the local one: 10 000 - 1400.
    expect(record.silentMs).toBe(5000 + 8600);
    expect(record.inventedWords).toBe(2);
    expect(record.speechMs).toBe(2000 + 400 + 1000);
    expect(record.droppedMs).toBe(400 + 1000);
  });

  it('takes both parties together where the recording mixes them', () => {
    const mixed = hearingErrors(
      said,
      heard.map((turn) => ({ ...turn, party: 'mixed' as const })),
      ['mixed'],
      10_000,
    );
    expect(mixed.parties.map(({ party, words }) => [party, words])).toEqual([['mixed', 6]]);
  });

  it('calls every word of a noise an invention', () => {
    const noise = { party: 'mixed' as const, text: 'thank you', startMs: 0, endMs: 900 };
    expect(hearingErrors([], [noise], ['mixed'], 30_000)).toMatchObject({
      silentMs: 30_000,
      inventedWords: 2,
    });
  });
});

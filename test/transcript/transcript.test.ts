import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Party } from '../../src/audio/party.js';
import { redactQuote } from '../../src/transcript/quote.js';
import { Transcript } from '../../src/transcript/transcript.js';
import type { Turn } from '../../src/transcription/turn.js';

function piece(
  party: Party,
  utterance: string,
  startMs: number,
  text: string,
  rest: Partial<Turn> = {},
): Turn {
  const endMs = startMs + 1_000;
  return { party, utterance, startMs, endMs, text, words: [], confidence: 0.8, final: true, ...rest };
}

function transcriptOf(...pieces: Turn[]): Transcript {
  const transcript = new Transcript();
  for (const each of pieces) transcript.add(each);
  return transcript;
}

describe('turns', () => {
  test('pieces of an utterance become one turn', () => {
    const word = (text: string, startMs: number) => ({ text, startMs, endMs: startMs + 300 });
    const transcript = transcriptOf(
      piece('remote', 'remote-1', 0, 'hello this is', {
        final: false,
        words: [word('hello', 0)],
        confidence: 0.9,
      }),
      piece('remote', 'remote-1', 1_000, 'your bank', { words: [word('your', 1_000)], confidence: 0.4 }),
    );
    expect(transcript.turns()).toEqual([
      {
        id: 'remote-1',
        party: 'remote',
        startMs: 0,
        endMs: 2_000,
        text: 'hello this is your bank',
        words: [word('hello', 0), word('your', 1_000)],
        confidence: expect.closeTo((3 * 0.9 + 2 * 0.4) / 5),
        final: true,
        redacted: 'hello this is your bank',
        redactions: [],
      },
    ]);
  });

  test('both parties in time order, though committed in another', () => {
    const transcript = transcriptOf(
      piece('remote', 'remote-1', 0, 'hello'),
      piece('remote', 'remote-2', 5_000, 'are you there'),
      piece('local', 'local-1', 2_000, 'yes hello'),
      piece('local', 'local-2', 5_000, 'yes i am'),
    );
    expect(transcript.turns().map((turn) => turn.id)).toEqual(['remote-1', 'local-1', 'remote-2', 'local-2']);
    expect(transcript.pieces().map((p) => p.utterance)).toEqual([
      'remote-1',
      'remote-2',
      'local-1',
      'local-2',
    ]);
    expect(transcript.pieces().map((p) => p.index)).toEqual([0, 1, 2, 3]);
  });

  test('an utterance spoken over by the other party stays one turn', () => {
    const transcript = transcriptOf(
      piece('remote', 'remote-1', 0, 'you have to listen', { final: false }),
      piece('local', 'local-1', 500, 'wait'),
      piece('remote', 'remote-1', 1_000, 'to me now'),
    );
    expect(transcript.turns().map((turn) => turn.text)).toEqual(['you have to listen to me now', 'wait']);
  });

  test('the empty piece that ends an utterance adds no words', () => {
    const transcript = transcriptOf(
      piece('remote', 'remote-1', 0, 'hello there', { final: false }),
      piece('remote', 'remote-1', 1_000, ''),
    );
    expect(transcript.turns()[0]).toMatchObject({ text: 'hello there', final: true, confidence: 0.8 });
    expect(transcript.wordCount).toBe(2);
  });
});

describe('the redacted view', () => {
  test('says which turns read differently now', () => {
    const transcript = new Transcript();
    transcript.add(piece('remote', 'remote-1', 0, 'hello there'));
    const first = transcript.add(piece('local', 'local-1', 1_000, 'it is four one one'));
    expect(first.map((turn) => turn.redacted)).toEqual(['it is four one one']);
    const second = transcript.add(piece('local', 'local-2', 3_000, 'one five five'));
    expect(second.map((turn) => [turn.id, turn.redacted])).toEqual([
      ['local-1', 'it is [number]'],
      ['local-2', '[number]'],
    ]);
  });

  test('a number cut by the border of pieces stands once', () => {
    const transcript = transcriptOf(
      piece('local', 'local-1', 0, 'my card is four one one one', { final: false }),
      piece('local', 'local-1', 1_000, 'one one one one okay'),
    );
    const [turn] = transcript.turns();
    expect(turn?.redacted).toBe('my card is [card number] okay');
    expect(turn?.redactions.map(({ start, end }) => turn.text.slice(start, end))).toEqual([
      'four one one one',
      'one one one one',
    ]);
  });

  test('windowText is redacted unless asked otherwise, and leaves out whole old turns', () => {
    const transcript = transcriptOf(
      piece('remote', 'remote-1', 0, 'read me the code'),
      piece('local', 'local-1', 2_000, 'four four one nine two'),
    );
    expect(transcript.windowText()).toBe('remote: read me the code\nlocal: [code]');
    expect(transcript.windowText({ redacted: false, lastWords: 6 })).toBe('local: four four one nine two');
  });

  test('stays as it was for turns far back', () => {
    const transcript = new Transcript();
    transcript.add(piece('remote', 'remote-0', 0, 'read me the code'));
    transcript.add(piece('local', 'local-0', 1_000, 'four eight two'));
    for (let i = 1; i < 200; i++)
      transcript.add(piece('remote', `remote-${i}`, 2_000 * i, 'and so it goes on and on'));
    expect(transcript.turns()[1]?.redacted).toBe('[code]');
  });
});

describe('bounds', () => {
  test('old text is dropped, counts go on', () => {
    const transcript = new Transcript({ keepWords: 50, keepMs: 3_600_000 });
    for (let i = 0; i < 100; i++)
      transcript.add(piece('remote', `remote-${i}`, i * 1_000, 'five words in each piece'));
    expect(transcript.turns()).toHaveLength(10);
    expect(transcript.pieces()).toHaveLength(10);
    expect(transcript.wordCount).toBe(500);
    expect(transcript.heardMs).toEqual({ remote: 100_000, local: 0, mixed: 0 });
    expect(transcript.heard()).toEqual({
      wordsHeard: 500,
      speechMs: 100_000,
      remoteMs: 100_000,
      recent: { words: 500, speechMs: 100_000 },
      remote: { words: 500, speechMs: 100_000 },
      confidence: expect.closeTo(0.8),
    });
  });

  test('speech without words counts as speech', () => {
    const transcript = transcriptOf(piece('remote', 'remote-1', 0, 'hello there'));
    transcript.miss({ party: 'local', startMs: 1_000, endMs: 4_000 });
    expect(transcript.heardMs).toEqual({ remote: 1_000, local: 3_000, mixed: 0 });
    expect(transcript.heard()).toMatchObject({
      wordsHeard: 2,
      speechMs: 4_000,
      remoteMs: 1_000,
      recent: { words: 2, speechMs: 4_000 },
      remote: { words: 2, speechMs: 1_000 },
    });
  });

  test('speech that may be of the remote party counts as such', () => {
    const transcript = transcriptOf(piece('mixed', 'mixed-1', 0, 'hello there'));
    transcript.miss({ party: 'mixed', startMs: 1_000, endMs: 4_000 });
    expect(transcript.heard().remote).toEqual({ words: 2, speechMs: 4_000 });
  });

  test('a murmur that gave no words says nothing of how the remote party is heard', () => {
    const transcript = transcriptOf(piece('remote', 'remote-1', 0, 'hello there'));
    for (let at = 1_000; at < 60_000; at += 2_000)
      transcript.miss({ party: 'remote', startMs: at, endMs: at + 900 });
    expect(transcript.heard()).toMatchObject({ speechMs: 28_000, remote: { words: 2, speechMs: 1_000 } });
  });

  test('and so is text older than the time kept', () => {
    const transcript = new Transcript({ keepMs: 10_000 });
    for (let i = 0; i < 100; i++) transcript.add(piece('local', `local-${i}`, i * 1_000, 'hello'));
    expect(transcript.turns().length).toBeLessThanOrEqual(11);
  });

  test('one endless utterance is bounded too', () => {
    const transcript = new Transcript({ keepWords: 100 });
    for (let i = 0; i < 500; i++) {
      transcript.add(piece('remote', 'remote-1', i * 1_000, 'on and on', { final: false }));
    }
    const [turn, ...others] = transcript.turns();
    expect(others).toEqual([]);
    expect(turn?.text.split(' ').length).toBeLessThanOrEqual(100);
  });

  test('whatever is heard, no more is kept than allowed and nothing is counted twice', () => {
    const any = fc.record({
      party: fc.constantFrom<Party>('remote', 'local'),
      utterance: fc.nat(5),
      startMs: fc.nat(100_000),
      words: fc.nat(12),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (heard) => {
        const transcript = new Transcript({ keepWords: 40 });
        for (const { party, utterance, startMs, words } of heard) {
          transcript.add(piece(party, `${party}-${utterance}`, startMs, Array(words).fill('word').join(' ')));
        }
        const kept = transcript.pieces().flatMap((p) => p.text.split(' ').filter(Boolean)).length;
        expect(kept).toBeLessThanOrEqual(40);
        expect(transcript.wordCount).toBe(heard.reduce((sum, { words }) => sum + words, 0));
        const starts = transcript.turns().map((turn) => turn.startMs);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('a quote', () => {
  const transcript = transcriptOf(
    piece('remote', 'remote-1', 0, 'Read me the code, please.'),
    piece('local', 'local-1', 2_000, 'four eight'),
    piece('local', 'local-2', 4_000, 'two nine one'),
  );
  const quote = (party: Party, words: string, startMs: number) =>
    redactQuote({ party, quote: words, startMs, endMs: startMs + 1_000 }, transcript.turns());

  test('hides what its turn hides, though the digits look harmless alone', () => {
    expect(quote('local', 'four eight', 2_000)).toBe('[code]');
    expect(quote('local', 'eight', 2_000)).toBe('[code]');
  });

  test('reads as the turn does, punctuation and case aside', () => {
    expect(quote('remote', 'read me the code please', 0)).toBe('Read me the code, please');
  });

  test('may begin in one turn and end in the next', () => {
    expect(quote('local', 'four eight two nine', 3_000)).toBe('[code] [code]');
  });

  test('is redacted on its own once its turn is gone', () => {
    expect(quote('local', 'the code is four eight two nine one', 90_000)).toBe('the code is [code]');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight, type Mark, marksOf } from '../../src/dashboard/model/highlight.js';
import { alert, detail, signal, turn } from './events.js';

const mark = (quote: string, changes: Partial<Mark> = {}): Mark => ({
  party: 'remote',
  quote,
  startMs: 0,
  endMs: 900,
  signal: 'asks-code',
  alerted: false,
  ...changes,
});

/** The marked pieces of a text. */
const marked = (text: string, ...marks: Mark[]) =>
  highlight(turn({ text }), marks)
    .filter((segment) => segment.marks.length > 0)
    .map((segment) => segment.text);

describe('highlight', () => {
  it('marks the words where they stand', () => {
    expect(marked('now read me the code please', mark('read me the code'))).toEqual(['read me the code']);
  });

  it('minds neither letter case nor punctuation nor an ellipsis at the end', () => {
    expect(marked('Now, read me the code. Please', mark('READ me, the code …'))).toEqual([
      'read me the code',
    ]);
  });

  it('marks the part that is here of a quote that goes on in the next turn', () => {
    expect(marked('so just stay on the', mark('stay on the line with me'))).toEqual(['stay on the']);
    expect(marked('line with me now', mark('stay on the line with me'))).toEqual(['line with me']);
    expect(marked('on the line', mark('stay on the line with me'))).toEqual(['on the line']);
  });

  it('does not take a single word at the edge for a quote', () => {
    expect(marked('that is what i', mark('i hope not'))).toEqual([]);
  });

  it('leaves what the other party said, or was said at another time', () => {
    expect(marked('read me the code', mark('read me the code', { party: 'local' }))).toEqual([]);
    expect(marked('read me the code', mark('read me the code', { startMs: 5000, endMs: 6000 }))).toEqual([]);
  });

  it('cuts where marks overlap', () => {
    const segments = highlight(turn({ text: 'read me the code now' }), [
      mark('read me the code'),
      mark('the code now', { signal: 'urgency' }),
    ]);
    expect(segments.map(({ text, marks }) => [text, marks.length])).toEqual([
      ['read me ', 1],
      ['the code', 2],
      [' now', 1],
    ]);
  });

  it('never changes the text', () => {
    const words = fc.array(fc.constantFrom('the', 'Code,', 'now', '…', 'i’m', '[card]'), { maxLength: 12 });
    fc.assert(
      fc.property(words, fc.array(words, { maxLength: 4 }), (text, quotes) => {
        const said = text.join(' ');
        const segments = highlight(
          turn({ text: said }),
          quotes.map((quote) => mark(quote.join(' '))),
        );
        expect(segments.map((segment) => segment.text).join('')).toBe(said);
      }),
    );
  });
});

describe('marksOf', () => {
  it('has a place once that is a signal and stands in an alert, with the words of the signal', () => {
    const heard = signal();
    const { party, quote, startMs, endMs } = heard;
    const evidence = [{ party, quote, startMs, endMs, signal: heard.signal }];
    const [only, ...others] = marksOf(detail({ signals: [heard], alerts: [alert({ evidence })] }));
    expect(others).toEqual([]);
    expect(only).toMatchObject({ alerted: true, title: heard.title });
  });
});

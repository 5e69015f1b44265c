import type { CallDetail } from '../../server/schemas/call.js';

type Turn = Pick<CallDetail['turns'][number], 'party' | 'startMs' | 'endMs' | 'text'>;

/** Words quoted from a call and what they show. */
export interface Mark {
  readonly party: Turn['party'];
  readonly quote: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Signal of the taxonomy; absent where no signal was heard and the words are those that weighed most. */
  readonly signal?: string | undefined;
  /** The signal in the service's words. */
  readonly title?: string | undefined;
  /** The words stand in an alert. */
  readonly alerted: boolean;
}

/** A shorter part of a quote at the edge of a turn is chance, not the quote. */
const FEWEST_WORDS = 2;

/** A piece of a turn's text, with the marks that lie on it. */
export interface Segment {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Signals and quotes of alerts, each place once: what an alert quotes is mostly a signal too. */
export function marksOf(call: Pick<CallDetail, 'signals' | 'alerts'>): Mark[] {
  const marks: Mark[] = [];
  const titles = new Map(call.signals.map(({ signal, title }) => [signal, title]));
  for (const { evidence } of call.alerts) {
    for (const quote of evidence) {
      const title = quote.signal === undefined ? undefined : titles.get(quote.signal);
      if (!marks.some((mark) => isSame(mark, quote))) marks.push({ ...quote, title, alerted: true });
    }
  }
  for (const signal of call.signals) {
    if (!marks.some((mark) => isSame(mark, signal))) marks.push({ ...signal, alerted: false });
  }
  return marks;
}

/** The turn's text cut where marks begin and end; joined again it is the text, letter by letter. */
export function highlight(turn: Turn, marks: readonly Mark[]): Segment[] {
  const words = wordsOf(turn.text);
  const ranges = marks.flatMap((mark) => {
    if (mark.party !== turn.party || mark.endMs < turn.startMs || mark.startMs > turn.endMs) return [];
    const range = rangeOf(mark.quote, words);
    return range === undefined ? [] : [{ ...range, mark }];
  });
  const cuts = new Set([0, turn.text.length]);
  for (const { from, to } of ranges) cuts.add(from).add(to);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((to, i) => {
    const from = places[i] ?? 0;
    const covering = ranges.filter((range) => range.from <= from && range.to >= to);
    return { text: turn.text.slice(from, to), marks: covering.map(({ mark }) => mark) };
  });
}

interface Word {
  readonly plain: string;
  readonly from: number;
  readonly to: number;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}']+/gu)].map((match) => ({
    plain: match[0].toLowerCase(),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/**
 * Where the quote stands: whole, or where it began in the turn before or goes on in the next, the part that is here.
 * Letter case and punctuation aside, because a quote may be shortened with an ellipsis.
 */
function rangeOf(quote: string, words: readonly Word[]): { from: number; to: number } | undefined {
  const wanted = wordsOf(quote).map(({ plain }) => plain);
  if (wanted.length === 0 || words.length === 0) return undefined;
  for (let at = 0; at + wanted.length <= words.length; at++) {
    if (wanted.every((word, i) => words[at + i]?.plain === word)) return span(words, at, wanted.length);
  }
  for (let length = Math.min(wanted.length, words.length); length >= FEWEST_WORDS; length--) {
    const endsHere = wanted.slice(-length).every((word, i) => words[i]?.plain === word);
    if (endsHere) return span(words, 0, length);
    const at = words.length - length;
    const beginsHere = wanted.slice(0, length).every((word, i) => words[at + i]?.plain === word);
    if (beginsHere) return span(words, at, length);
    const inside = length === words.length && includes(wanted, words);
    if (inside) return span(words, 0, length);
  }
  return undefined;
}

function includes(wanted: readonly string[], words: readonly Word[]): boolean {
  return wanted.some((_, at) => words.every(({ plain }, i) => wanted[at + i] === plain));
}

function span(words: readonly Word[], at: number, length: number): { from: number; to: number } | undefined {
  const [first, last] = [words[at], words[at + length - 1]];
  return first && last && { from: first.from, to: last.to };
}

function isSame(a: Pick<Mark, 'signal' | 'party' | 'startMs'>, b: typeof a): boolean {
  return a.signal === b.signal && a.party === b.party && a.startMs === b.startMs;
}

import { PLACEHOLDERS } from './redaction/number-kinds.js';
import { redactText } from './redaction/redaction.js';
import type { TranscriptTurn } from './transcript-turn.js';

/** Words quoted from a call, and where they were said. */
export interface Quote {
  readonly party: TranscriptTurn['party'];
  readonly quote: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The quote with everything hidden that is hidden where it was said: a few digits that look harmless alone may be
 * part of a longer number. Quotes whose turns are gone are redacted on their own.
 */
export function redactQuote(quote: Quote, turns: readonly TranscriptTurn[]): string {
  const during = turns.filter(
    ({ party, startMs, endMs }) => party === quote.party && endMs >= quote.startMs && startMs <= quote.endMs,
  );
  const said = during.reduce(joined, { text: '', redactions: [] });
  const place = find(said.text, plain(quote.quote));
  return redactText(place === undefined ? quote.quote : cutOut(said, place.from, place.to));
}

type Said = Pick<TranscriptTurn, 'text' | 'redactions'>;

/** A quote may begin in one turn of the party and end in its next. */
function joined(before: Said, after: Said): Said {
  const offset = before.text === '' ? 0 : before.text.length + 1;
  const moved = after.redactions.map(({ kind, start, end }) => ({
    kind,
    start: start + offset,
    end: end + offset,
  }));
  return {
    text: before.text === '' ? after.text : `${before.text} ${after.text}`,
    redactions: [...before.redactions, ...moved],
  };
}

/** The characters [from, to), with placeholders for what is hidden there. */
function cutOut({ text, redactions }: Said, from: number, to: number): string {
  let shown = '';
  let at = from;
  for (const { kind, start, end } of redactions) {
    if (end <= from || start >= to) continue;
    shown += text.slice(at, Math.max(at, start)) + PLACEHOLDERS[kind];
    at = end;
  }
  return (shown + text.slice(at, Math.max(at, to))).trim();
}

function plain(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Where the words stand in the text, letter case and punctuation aside. */
function find(text: string, wanted: readonly string[]): { from: number; to: number } | undefined {
  const words = [...text.toLowerCase().matchAll(/[\p{L}\p{N}']+/gu)];
  for (let i = 0; wanted.length > 0 && i + wanted.length <= words.length; i++) {
    if (!wanted.every((word, k) => words[i + k]?.[0] === word)) continue;
    const [first, last] = [words[i], words[i + wanted.length - 1]];
    if (first === undefined || last === undefined) continue;
    return { from: first.index, to: last.index + last[0].length };
  }
  return undefined;
}

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
 * The quote with everything hidden that is hidden in its turn: a few digits that look harmless alone
 * may be part of a longer number. Quotes whose turn is gone are redacted on their own.
 */
export function redactQuote(quote: Quote, turns: readonly TranscriptTurn[]): string {
  const wanted = plain(quote.quote);
  for (const turn of turns) {
    if (turn.party !== quote.party || turn.endMs < quote.startMs || turn.startMs > quote.endMs) continue;
    const start = find(turn.text, wanted);
    if (start !== undefined) return redactText(cutOut(turn, start.from, start.to));
  }
  return redactText(quote.quote);
}

/** The turn's own characters [from, to), with placeholders for what the turn hides there. */
function cutOut(turn: TranscriptTurn, from: number, to: number): string {
  let shown = '';
  let at = from;
  for (const { kind, start, end } of turn.redactions) {
    if (end <= from || start >= to) continue;
    shown += turn.text.slice(at, Math.max(at, start)) + PLACEHOLDERS[kind];
    at = end;
  }
  return (shown + turn.text.slice(at, Math.max(at, to))).trim();
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

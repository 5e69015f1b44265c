import type { Turn } from '../../transcription/turn.js';
import { placeWords } from '../../transcription/word-times.js';
import type { LabelledTurn } from '../manifest/labelled-call.js';
import { MARKS } from '../spoken-words.js';

/** Conversational English; the rate of turns whose times nobody wrote down. */
const WORDS_PER_MINUTE = 150;
const MS_PER_WORD = 60_000 / WORDS_PER_MINUTE;

/** Live words come in pieces of about this many, so a written turn must not be judged as one. */
const PIECE_WORDS = 12;

export interface SpokenCall {
  /** In the order in which they would be committed. */
  readonly pieces: readonly Turn[];
  /** When each labelled turn starts, ms. */
  readonly turnStartsMs: readonly number[];
  readonly durationMs: number;
}

/** A written call as live transcription would give it: pieces of at most 12 words with times. */
export function spokenPieces(turns: readonly LabelledTurn[]): SpokenCall {
  const timed = turns.every((turn) => turn.startMs !== undefined && turn.endMs !== undefined);
  const pieces: Turn[] = [];
  const turnStartsMs: number[] = [];
  let clockMs = 0;
  for (const [index, { party, text, startMs, endMs }] of turns.entries()) {
    const words = text.replace(MARKS, ' ').split(/\s+/).filter(Boolean);
    const from = timed && startMs !== undefined ? startMs : clockMs;
    const to = timed && endMs !== undefined ? endMs : from + words.length * MS_PER_WORD;
    clockMs = Math.max(clockMs, to);
    turnStartsMs.push(from);
    const placed = placeWords(words, from, to);
    for (let first = 0; first < placed.length; first += PIECE_WORDS) {
      const part = placed.slice(first, first + PIECE_WORDS);
      pieces.push({
        party,
        utterance: `${party}-${index}`,
        startMs: part[0]?.startMs ?? from,
        endMs: part.at(-1)?.endMs ?? to,
        text: part.map((word) => word.text).join(' '),
        words: part,
        confidence: 1,
        final: first + PIECE_WORDS >= placed.length,
      });
    }
  }
  return { pieces: pieces.sort((a, b) => a.endMs - b.endMs), turnStartsMs, durationMs: clockMs };
}

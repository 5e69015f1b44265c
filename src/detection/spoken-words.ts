import type { Party } from '../audio/party.js';
import { hashWord } from './grams.js';
import { chunksOf, NUMBER, wordsOf } from './normalise.js';

/** A recognised piece of one party's speech. */
export interface SpokenPiece {
  readonly party: Party;
  /** ms since the call began. */
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** A normalised word and where it was said. */
export interface SpokenWord {
  readonly word: string;
  readonly hash: number;
  /** Position among all words of the call. */
  readonly at: number;
  /** The word as it stands in the transcript. */
  readonly chunk: string;
  /** Chunks of one piece with the same number are one and the same. */
  readonly chunkAt: number;
  readonly piece: SpokenPiece;
}

/**
 * The normalised words of a piece. A number that goes on from the piece before is not a second number.
 * @param at position in the call of the first word
 * @param before last word of the same party, if any
 */
export function spokenWords(piece: SpokenPiece, at: number, before: string | undefined): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const [chunkAt, chunk] of chunksOf(piece.text).entries()) {
    for (const word of wordsOf(chunk)) {
      if (word === NUMBER && (words.at(-1)?.word ?? before) === NUMBER) continue;
      words.push({ word, hash: hashWord(word), at: at + words.length, chunk, chunkAt, piece });
    }
  }
  return words;
}

/** The words as they were written, between the first and the last of `words`. */
export function quoteOf(words: readonly SpokenWord[]): string {
  const chunks: string[] = [];
  let last: SpokenWord | undefined;
  for (const word of words) {
    if (last?.piece !== word.piece || last.chunkAt !== word.chunkAt) chunks.push(word.chunk);
    last = word;
  }
  return chunks.join(' ');
}

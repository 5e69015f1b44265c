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

/** The text as it was written from the first to the last of `words`, with what lies between two of them. */
export function quoteOf(words: readonly SpokenWord[]): string {
  const chunks: string[] = [];
  let last: SpokenWord | undefined;
  for (const word of words) {
    // The rest of a number, and punctuation, have no word of their own.
    if (last?.piece === word.piece)
      chunks.push(...chunksOf(word.piece.text).slice(last.chunkAt + 1, word.chunkAt + 1));
    else {
      if (last !== undefined) chunks.push(...chunksOf(last.piece.text).slice(last.chunkAt + 1));
      chunks.push(
        ...chunksOf(word.piece.text).slice(last === undefined ? word.chunkAt : 0, word.chunkAt + 1),
      );
    }
    last = word;
  }
  if (last?.word === NUMBER) chunks.push(...restOfNumber(last));
  return chunks.join(' ');
}

function restOfNumber({ piece, chunkAt }: SpokenWord): string[] {
  const rest = chunksOf(piece.text).slice(chunkAt + 1);
  const end = rest.findIndex((chunk) => !wordsOf(chunk).every((word) => word === NUMBER));
  return end < 0 ? rest : rest.slice(0, end);
}

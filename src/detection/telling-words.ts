import type { Party } from '../audio/party.js';
import type { GateModel } from './gate-model.js';
import { GRAM_WORDS, type GramGroup, gramsEndingAt } from './grams.js';
import type { SpokenWord } from './spoken-words.js';

/** Words of a quote: fewer say nothing by themselves, more are not read in time. */
const LEAST_WORDS = 5;
const MOST_WORDS = 14;
/** A longer pause parts two things that were said, ms. */
const LONGEST_PAUSE_MS = 500;

export interface TellingWords {
  readonly words: readonly SpokenWord[];
  /** How much they say, for comparing one run of words with another. */
  readonly weight: number;
}

/**
 * The run of 5 to 14 words that speaks most for a scam by the gate's own weights: what it goes by, where no lexicon
 * pattern says so, and said in one go. Undefined where fewer were said, or none speaks for a scam.
 * @param said the last words of one party, oldest first
 */
export function tellingWords(
  model: GateModel,
  party: Party,
  said: readonly SpokenWord[],
): TellingWords | undefined {
  const weights = weightOfEach(model, party, said);
  let best: TellingWords | undefined;
  for (let first = 0; first < said.length; first += 1) {
    let sum = 0;
    for (const [offset, own] of weights.slice(first, first + MOST_WORDS).entries()) {
      if (offset > 0 && !goesOn(said[first + offset - 1], said[first + offset])) break;
      sum += own;
      const count = offset + 1;
      // Over the root of their number: neither the single loudest words nor everything that is not against it.
      const weight = sum / Math.sqrt(count);
      if (count < LEAST_WORDS || weight <= (best?.weight ?? 0)) continue;
      best = { words: said.slice(first, first + count), weight };
    }
  }
  return best;
}

/** Said in one go: nobody else spoke between the two words, and there was no pause. */
function goesOn(before?: SpokenWord, after?: SpokenWord): boolean {
  if (!before || !after || after.at !== before.at + 1) return false;
  return after.piece === before.piece || after.piece.startMs - before.piece.endMs <= LONGEST_PAUSE_MS;
}

/** What each word adds: the weight of every n-gram it stands in, shared evenly among that n-gram's words. */
function weightOfEach(model: GateModel, party: Party, said: readonly SpokenWord[]): number[] {
  const groups: GramGroup[] = party === 'mixed' ? ['any'] : ['any', party];
  const sums = said.map(() => 0);
  for (const last of said.keys()) {
    const hashes = said.slice(Math.max(0, last + 1 - GRAM_WORDS), last + 1).map(({ hash }) => hash);
    for (const group of groups) {
      for (const [index, column] of gramsEndingAt(hashes, group, model.bits).entries()) {
        const share = (model.weights[column] ?? 0) / (index + 1);
        for (let at = last - index; at <= last; at += 1) sums[at] = (sums[at] ?? 0) + share;
      }
    }
  }
  return sums;
}

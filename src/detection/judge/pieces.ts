import type { JudgePiece } from '../../engines/judge/protocol.js';
import { NUMBER, normalise } from '../normalise.js';
import type { JudgedTurn } from './judge.js';
import type { JudgeTemplate } from './prompts.js';

/** Turns that fall off the front of a very long call together. */
const HEAD_BLOCK = 32;

/**
 * The turns as the model reads them: the small judge gets normalised words, because it was trained on those.
 * Turns without words fall away.
 */
export function toPieces(turns: readonly JudgedTurn[], template: JudgeTemplate): JudgePiece[] {
  const steady = withSteadyHead(turns);
  if (template !== 'compact') {
    return steady.map(({ party, text }) => ({ party, text: text.trim() })).filter(({ text }) => text !== '');
  }
  const pieces: JudgePiece[] = [];
  for (const turn of steady) {
    const { party } = turn;
    const words = wordsOf(turn);
    const before = pieces.at(-1);
    // A number that goes on from the piece before is not a second number.
    const goesOn = before?.party === party && before.text.split(' ').at(-1) === NUMBER;
    const heard = goesOn && words[0] === NUMBER ? words.slice(1) : words;
    if (heard.length > 0) pieces.push({ party, text: heard.join(' ') });
  }
  return pieces;
}

/** Every question carries the whole call: what was normalised for the one before is not normalised again. */
const NORMALISED = new WeakMap<JudgedTurn, readonly string[]>();

function wordsOf(turn: JudgedTurn): readonly string[] {
  let words = NORMALISED.get(turn);
  if (!words) {
    words = normalise(turn.text);
    NORMALISED.set(turn, words);
  }
  return words;
}

/**
 * The transcript of a very long call forgets its oldest turns one by one. A prompt that begins elsewhere each time
 * would never find its prefix in the cache, so the judge lets go of them in blocks.
 */
function withSteadyHead(turns: readonly JudgedTurn[]): readonly JudgedTurn[] {
  if ((turns[0]?.index ?? 0) === 0) return turns;
  const head = turns.findIndex(({ index }) => index !== undefined && index % HEAD_BLOCK === 0);
  return head > 0 ? turns.slice(head) : turns;
}

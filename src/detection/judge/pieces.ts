import type { JudgePiece } from '../../engines/judge/protocol.js';
import type { JudgedTurn } from './judge.js';
import { judgedText } from './judged-text.js';
import type { JudgeTemplate } from './prompts.js';

/**
 * The turns as the model reads them: the small judge gets the text it was trained to read.
 * Turns without words fall away.
 */
export function toPieces(turns: readonly JudgedTurn[], template: JudgeTemplate): JudgePiece[] {
  return turns
    .map(({ party, text }) => ({ party, text: template === 'compact' ? judgedText(text) : text.trim() }))
    .filter((piece) => piece.text !== '');
}

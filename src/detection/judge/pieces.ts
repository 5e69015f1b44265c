import type { JudgePiece } from '../../engines/judge/protocol.js';
import type { JudgedTurn } from './judge.js';
import { normalise } from '../normalise.js';
import type { JudgeTemplate } from './prompts.js';

/**
 * The turns as the model reads them: the small judge gets normalised text, because it was trained on that.
 * Turns without words fall away.
 */
export function toPieces(turns: readonly JudgedTurn[], template: JudgeTemplate): JudgePiece[] {
  return turns
    .map(({ party, text }) => ({ party, text: template === 'compact' ? normalise(text) : text.trim() }))
    .filter((piece) => piece.text !== '');
}

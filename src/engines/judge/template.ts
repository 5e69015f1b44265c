import type { LlamaModel, Token } from 'node-llama-cpp';
import { CallwardenError } from '../../errors.js';
import type { JudgePiece, Verdicts } from './protocol.js';
import type { WindowShape } from './window.js';

/**
 * How one model wants a call written. A prompt is `head`, the turns, then `question`; head and turns are the prefix
 * that stays cached, so nothing in them may depend on what comes later.
 */
export interface PromptTemplate {
  readonly head: readonly Token[];
  readonly question: readonly Token[];
  /** Stands in the question's place when the explanation is wanted: the model answers with JSON. */
  readonly explain: readonly Token[];
  readonly verdicts: Verdicts<Token>;
  readonly window: WindowShape;
  piece(piece: JudgePiece): Token[];
}

/** Special tokens in a text are obeyed only where the template puts them: what a caller says is always plain text. */
export function plainTokens(model: LlamaModel, text: string): Token[] {
  return model.tokenize(text, false, 'trimLeadingSpace');
}

/** @throws CallwardenError CW_MODEL_UNUSABLE when the verdicts are not three different tokens */
export function distinctVerdicts(verdicts: Verdicts<Token>): Verdicts<Token> {
  const { scam, uncertain, legitimate } = verdicts;
  if (new Set([scam, uncertain, legitimate]).size === 3) return verdicts;
  throw new CallwardenError(
    'CW_MODEL_UNUSABLE',
    'The model writes two of the verdicts with the same token, so it cannot be asked for one.',
  );
}

import type { LlamaModel, Token } from 'node-llama-cpp';
import { CallwardenError } from '../../errors.js';
import type { CompactPrompt } from './protocol.js';
import { distinctVerdicts, type PromptTemplate } from './template.js';

/**
 * The form the project's own judge was trained on: `<|call|>`, then each turn as its party's token and its text,
 * then `<|judge|>`, answered by one of three verdict tokens, and after a verdict by JSON.
 * @throws CallwardenError CW_MODEL_UNUSABLE when a special token is not in the model's vocabulary
 */
export function compactTemplate(model: LlamaModel, prompt: CompactPrompt): PromptTemplate {
  const token = (text: string) => specialToken(model, text);
  const party = {
    remote: token(prompt.party.remote),
    local: token(prompt.party.local),
    mixed: token(prompt.party.mixed),
  };
  const verdicts = distinctVerdicts({
    scam: token(prompt.verdicts.scam),
    uncertain: token(prompt.verdicts.uncertain),
    legitimate: token(prompt.verdicts.legitimate),
  });
  const question = token(prompt.question);
  return {
    head: [token(prompt.start)],
    question: [question],
    explain: [question, verdicts.scam],
    verdicts,
    // As in training: the older half of a full window goes, and nothing stands before a gap.
    window: { opening: 0, block: 1 / 2 },
    piece: ({ party: who, text }) => [party[who], ...model.tokenize(` ${text}`, false)],
  };
}

function specialToken(model: LlamaModel, text: string): Token {
  const [token, ...rest] = model.tokenize(text, true);
  if (token !== undefined && rest.length === 0) return token;
  throw new CallwardenError(
    'CW_MODEL_UNUSABLE',
    `The model's vocabulary has no token ${text}: it was not made for the compact template. Its card may need "template": "chat".`,
  );
}

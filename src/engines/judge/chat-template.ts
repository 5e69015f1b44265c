import { type LlamaModel, LlamaText, resolveChatWrapper, type Token } from 'node-llama-cpp';
import { CallwardenError } from '../../errors.js';
import type { ChatPrompt, Verdicts } from './protocol.js';
import { distinctVerdicts, type PromptTemplate, plainTokens } from './template.js';

/** Marks where the transcript stands while the model's own chat form is laid around it. */
const TRANSCRIPT_MARK = '\u0001transcript\u0001';

/**
 * Any instruction-tuned model: rubric as the system's text, the transcript and the question as the user's, in the
 * chat form that the model's file carries, and the beginning of the answer put into the model's mouth.
 * @param lists what the explanation may name
 * @throws CallwardenError CW_MODEL_UNUSABLE when no set of verdict words fits the model's vocabulary
 */
export function chatTemplate(
  model: LlamaModel,
  prompt: ChatPrompt,
  lists: { readonly categories: readonly string[]; readonly signals: readonly string[] },
): PromptTemplate {
  const words = verdictWords(model, prompt.verdictWords);
  const question = filled(prompt.question, {
    scam: words.text.scam.trim(),
    uncertain: words.text.uncertain.trim(),
    legitimate: words.text.legitimate.trim(),
  });
  const explain = filled(prompt.explain, {
    categories: lists.categories.join(', '),
    signals: lists.signals.join(', '),
  });
  const asked = layOut(model, prompt.rubric, question, prompt.answerPrefix);
  return {
    head: asked.head,
    question: asked.tail,
    explain: layOut(model, prompt.rubric, explain, '').tail,
    verdicts: words.tokens,
    window: { opening: 1 / 8, block: 1 / 4 },
    piece: ({ party, text }) => plainTokens(model, `${prompt.party[party]}: ${oneLine(text)}\n`),
  };
}

/** The chat form around the transcript, as tokens before it and after it. */
function layOut(model: LlamaModel, rubric: string, question: string, answer: string) {
  const wrapper = resolveChatWrapper(model, {
    // A model that thinks first would have to be waited for; the verdict is read from its first word.
    customWrapperSettings: {
      qwen: { thoughts: 'discourage' },
      gemma4: { reasoning: false },
      jinjaTemplate: { reasoning: false },
    },
    warningLogs: false,
  });
  const { contextText } = wrapper.generateContextState({
    chatHistory: [
      { type: 'system', text: rubric },
      { type: 'user', text: `The call so far:\n${TRANSCRIPT_MARK}\n${question}` },
      { type: 'model', response: [answer] },
    ],
  });
  const values = contextText.values;
  const at = values.findIndex((value) => typeof value === 'string' && value.includes(TRANSCRIPT_MARK));
  const marked = values[at];
  if (typeof marked !== 'string')
    throw unusable('The chat template in the model file leaves out what the user says.');
  const [before = '', after = ''] = marked.split(TRANSCRIPT_MARK);
  const tokens = (...part: typeof values) => LlamaText(part).tokenize(model.tokenizer, 'trimLeadingSpace');
  return {
    head: tokens(...values.slice(0, at), before),
    tail: tokens(after, ...values.slice(at + 1)),
  };
}

/** The first set whose words are one token each: a verdict is read at a single position. */
function verdictWords(model: LlamaModel, sets: readonly Verdicts<string>[]) {
  for (const text of sets) {
    const scam = onlyToken(model, text.scam);
    const uncertain = onlyToken(model, text.uncertain);
    const legitimate = onlyToken(model, text.legitimate);
    if (scam === undefined || uncertain === undefined || legitimate === undefined) continue;
    return { text, tokens: distinctVerdicts({ scam, uncertain, legitimate }) };
  }
  throw unusable("None of the verdict words in prompts/chat.json is one token in the model's vocabulary.");
}

function onlyToken(model: LlamaModel, word: string): Token | undefined {
  const [token, ...rest] = plainTokens(model, word);
  return rest.length === 0 ? token : undefined;
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.trim().replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A turn is one line: nobody can speak a line break and a party's name into the transcript. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function unusable(message: string): CallwardenError {
  return new CallwardenError('CW_MODEL_UNUSABLE', message);
}

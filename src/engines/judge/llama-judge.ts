import { basename } from 'node:path';
import {
  getLlama,
  type Llama,
  type LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import { CallwardenError } from '../../errors.js';
import { chatTemplate } from './chat-template.js';
import { compactTemplate } from './compact-template.js';
import { explanationBudget, explanationGrammar, isWhole, parseExplanation } from './explanation.js';
import { checkMemory, inspectGguf } from './inspect-gguf.js';
import { LeasePool } from './lease-pool.js';
import type {
  AssessPayload,
  AssessResult,
  ExplainPayload,
  ExplainResult,
  ForgetPayload,
  JudgeEngineInit,
  JudgePiece,
} from './protocol.js';
import type { PromptTemplate } from './template.js';
import { verdictProbabilities } from './verdict.js';
import { fitWindow } from './window.js';

/** Tokens evaluated in one go, over all calls that ask at the same time. */
const BATCH_TOKENS = 512;

interface CallContext {
  readonly signal: AbortSignal;
}

/**
 * Loads one model with one context whose sequences are shared by all calls: each call keeps its prompt's prefix in
 * the KV cache of a sequence, and calls that ask at the same moment are evaluated in one batch.
 * @throws CallwardenError CW_MODEL_MISSING, CW_MODEL_CORRUPT, CW_MODEL_UNUSABLE, CW_MODEL_TOO_BIG
 */
export async function loadLlamaJudge(init: JudgeEngineInit) {
  const { modelPath, contextTokens, sequences, threads } = init;
  const info = await inspectGguf(modelPath);
  // The library tries its binary in a child of its own; that one needs none of our start options, only time.
  process.execArgv.length = 0;
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => process.stderr.write(`${message}\n`),
  });
  await checkMemory(llama, info, modelPath, { contextTokens, sequences });
  const model = await load(llama, modelPath);
  const template = templateOf(model, init);
  // A sliding-window model would lose the start of the prefix; a full cache keeps every prefix reusable.
  const context = await model.createContext({
    sequences,
    contextSize: contextTokens,
    batchSize: Math.min(BATCH_TOKENS, contextTokens),
    threads,
    swaFullCache: true,
  });
  const grammar = await llama.createGrammar({ grammar: explanationGrammar(init) });
  const pool = new LeasePool(
    Array.from({ length: sequences }, () => context.getSequence()),
    // Nothing of a call that has ended stays in memory; the rubric is the same for the next one.
    (sequence) => sequence.adaptStateToTokens([...template.head], false).catch(() => {}),
  );
  const answerTokens = explanationBudget(init, (text) => model.tokenize(text, false).length);
  const room = roomForTurns(template, contextTokens, answerTokens);

  const prefixOf = (pieces: readonly JudgePiece[]): Token[] => [
    ...template.head,
    ...fitWindow(
      pieces.map((piece) => template.piece(piece)),
      room,
      template.window,
    ),
  ];

  return {
    /** Probabilities of the three verdicts, from one forward pass over what is not cached. */
    assess: ({ callId, pieces }: AssessPayload, { signal }: CallContext): Promise<AssessResult> =>
      pool.use(callId, signal, async (sequence) => {
        const { scam, uncertain, legitimate } = template.verdicts;
        const prompt = [...prefixOf(pieces), ...template.question];
        const { fresh, last, evaluated } = await reuse(sequence, prompt, template.question.length);
        const logits = { filter: { tokens: [scam, uncertain, legitimate] } };
        const results = await sequence.controlledEvaluate([...fresh, [last, { generateNext: { logits } }]]);
        const read = results.at(-1)?.next.logits;
        const at = (token: Token) => read?.get(token) ?? Number.NaN;
        return {
          ...verdictProbabilities(
            { scam: at(scam), uncertain: at(uncertain), legitimate: at(legitimate) },
            init.prompt.uncertainAsScam,
          ),
          evaluated,
          whole: prompt.length,
        };
      }),

    /** Category and signals, generated under a grammar on the same cached prefix. */
    explain: (
      { callId, pieces, deadlineMs }: ExplainPayload,
      { signal }: CallContext,
    ): Promise<ExplainResult> => {
      const endsAt = performance.now() + deadlineMs;
      return pool.use(callId, signal, async (sequence) => {
        const prompt = [...prefixOf(pieces), ...template.explain];
        const { fresh, last, evaluated } = await reuse(sequence, prompt, template.explain.length);
        const written: Token[] = [];
        let text = '';
        const grammarEvaluationState = new LlamaGrammarEvaluationState({ model, grammar });
        for await (const token of sequence.evaluate([...fresh, last], {
          temperature: 0,
          grammarEvaluationState,
        })) {
          written.push(token);
          text = model.detokenize(written);
          const outOfTime = signal.aborted || performance.now() > endsAt;
          if (isWhole(text) || outOfTime || written.length >= answerTokens) break;
        }
        return {
          explanation: parseExplanation(text.trim(), init),
          evaluated: evaluated + written.length,
          whole: prompt.length + written.length,
        };
      });
    },

    forget: ({ callId }: ForgetPayload): void => pool.forget(callId),
  };
}

/**
 * Aligns the sequence with the prompt: what both begin with stays, the last question and answer go.
 * @returns the tokens still to be evaluated; at least the last, because its logits are wanted
 */
async function reuse(sequence: LlamaContextSequence, prompt: readonly Token[], questionLength: number) {
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  const evaluated = prompt.length - sequence.nextTokenIndex;
  if (sequence.needsCheckpoints) {
    // Recurrent models cannot drop the question afterwards: they go back to a copy of the state before it.
    const before = prompt.slice(sequence.nextTokenIndex, prompt.length - questionLength);
    if (before.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(before);
    await sequence.takeCheckpoint();
  }
  const fresh = prompt.slice(sequence.nextTokenIndex, -1);
  const last = prompt.at(-1);
  if (last === undefined) throw new CallwardenError('CW_INTERNAL', 'A prompt has no tokens.');
  return { fresh, last, evaluated };
}

function templateOf(model: LlamaModel, { prompt, categories, signals }: JudgeEngineInit): PromptTemplate {
  return prompt.kind === 'compact'
    ? compactTemplate(model, prompt)
    : chatTemplate(model, prompt, { categories, signals });
}

async function load(llama: Llama, modelPath: string): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath });
  } catch (cause) {
    throw new CallwardenError(
      'CW_MODEL_CORRUPT',
      `${basename(modelPath)} could not be loaded: it is cut off, damaged, or of an architecture this llama.cpp does not know. Run \`callwarden models verify\`.`,
      { cause },
    );
  }
}

/** @throws CallwardenError CW_MODEL_UNUSABLE when the rubric alone fills the context */
function roomForTurns(template: PromptTemplate, contextTokens: number, answerTokens: number): number {
  const tail = Math.max(template.question.length, template.explain.length + answerTokens);
  const room = contextTokens - template.head.length - tail;
  if (room >= contextTokens / 4) return room;
  const needed = template.head.length + tail;
  throw new CallwardenError(
    'CW_MODEL_UNUSABLE',
    `The rubric and the answer take ${needed} of the ${contextTokens} tokens the judge may use: raise contextTokens in its card.`,
  );
}

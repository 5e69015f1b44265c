import { join } from 'node:path';
import { EngineHost, engineEntry } from '../../engines/engine-host.js';
import type { AssessResult, JudgeEngineInit } from '../../engines/judge/protocol.js';
import { CallwardenError } from '../../errors.js';
import { TAXONOMY } from '../taxonomy.js';
import { EngineJudgeSession, type SharedJudge } from './engine-judge-session.js';
import type { Judge, JudgeSession, JudgeStats } from './judge.js';
import { LatestWinsQueue } from './latest-wins-queue.js';
import { type JudgeTemplate, loadPrompt } from './prompts.js';
import { TokenLedger } from './token-ledger.js';

/** A judge that is on this machine. A `ResolvedModel` fits. */
export interface JudgeModel {
  readonly card: {
    readonly name: string;
    readonly version?: string;
    readonly template?: JudgeTemplate;
    readonly contextTokens?: number;
    readonly files: readonly { readonly path: string }[];
  };
  /** Folder of the model's files. */
  readonly dir: string;
}

export interface JudgeOptions {
  readonly model: JudgeModel;
  /** Threads of the engine. More than there are free cores makes it slower, not faster. */
  readonly threads?: number;
  /** Calls whose prompts stay cached; also how many are evaluated together. */
  readonly sequences?: number;
  /** An answer that takes longer is dropped, in ms. */
  readonly deadlineMs?: number;
  /** Folder of the prompt's texts, with a slash at its end; prompts/ of the package otherwise. */
  readonly prompts?: URL;
  /** Calls that may wait for the judge. */
  readonly waiting?: number;
}

/** The least an explanation may take, ms: it is worth waiting for longer than a verdict. A live alert waits less (CallDetector). */
const EXPLAIN_DEADLINE_MS = 8_000;

/**
 * The judge is given at least so long before it counts as hung, ms. A large one on a slow machine reads its first prompt for longer than
 * any answer is waited for, and what it has read stays cached: killed there it would read it anew for ever.
 */
const STALL_MS = 120_000;

const DEFAULTS = { threads: 1, sequences: 8, deadlineMs: 5_000, waiting: 32, contextTokens: 2048 } as const;

/**
 * Starts the judge's engine in a child process and loads the model.
 * @throws CallwardenError CW_MODEL_MISSING, CW_MODEL_CORRUPT, CW_MODEL_UNUSABLE, CW_MODEL_TOO_BIG,
 *   CW_ENGINE_UNAVAILABLE, CW_CONFIG_INVALID (prompts/)
 */
export async function loadJudge(options: JudgeOptions): Promise<EngineJudge> {
  const { card, dir } = options.model;
  const template = card.template ?? 'chat';
  const { prompt, hash } = await loadPrompt(template, options.prompts);
  const sequences = options.sequences ?? DEFAULTS.sequences;
  const init: JudgeEngineInit = {
    modelPath: join(dir, ggufOf(options.model)),
    prompt,
    contextTokens: card.contextTokens ?? DEFAULTS.contextTokens,
    sequences,
    threads: options.threads ?? DEFAULTS.threads,
    categories: TAXONOMY.categories.map(({ id }) => id),
    signals: TAXONOMY.signals.filter(({ weight }) => weight > 0).map(({ id }) => id),
  };
  const deadlineMs = options.deadlineMs ?? DEFAULTS.deadlineMs;
  const stallMs = Math.max(STALL_MS, 2 * deadlineMs);
  const host = new EngineHost({ name: 'judge', entry: engineEntry('judge-engine'), init, stallMs });
  try {
    await host.ready();
  } catch (error) {
    await host.close();
    throw error;
  }
  const model = card.version === undefined ? card.name : `${card.name} ${card.version}`;
  const waiting = options.waiting ?? DEFAULTS.waiting;
  const queue = new LatestWinsQueue<AssessResult>({ lanes: sequences, waiting, deadlineMs });
  const explainDeadlineMs = Math.max(EXPLAIN_DEADLINE_MS, deadlineMs);
  return new EngineJudge({ host, queue, template, model, promptHash: hash, explainDeadlineMs });
}

/** The judge over its engine host. Public for health pages, which watch `host`. */
export class EngineJudge implements Judge {
  readonly model: string;
  readonly promptHash: string;
  readonly host: EngineHost;
  private readonly shared: SharedJudge;

  constructor(parts: Omit<SharedJudge, 'total'>) {
    this.shared = { ...parts, total: new TokenLedger() };
    this.model = parts.model;
    this.promptHash = parts.promptHash;
    this.host = parts.host;
  }

  open(callId: string): JudgeSession {
    return new EngineJudgeSession(callId, this.shared);
  }

  stats(): JudgeStats {
    return { ...this.shared.queue.stats(), tokens: this.shared.total.count() };
  }

  close(): Promise<void> {
    return this.host.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function ggufOf({ card }: JudgeModel): string {
  const file = card.files.find(({ path }) => path.endsWith('.gguf'));
  if (file) return file.path;
  throw new CallwardenError(
    'CW_MODEL_UNUSABLE',
    `The model ${card.name} has no GGUF file: it is not a judge.`,
  );
}

import type { Party } from '../../audio/party.js';
import type { Assessment, Explanation } from '../assessment.js';
import type { TokenCount } from './token-ledger.js';

/** What the judge needs to know of committed words. A `Turn` fits, and so does a piece of the transcript. */
export interface JudgedTurn {
  readonly party: Party;
  readonly text: string;
  /** ms since the call began. */
  readonly endMs: number;
  /** Place among all turns of the call; shows that older ones have been dropped. */
  readonly index?: number;
}

/** The larger model that reads the call so far. One for all calls. */
export interface Judge extends AsyncDisposable {
  /** Name and version of the model. */
  readonly model: string;
  /** SHA-256 (first 12 hex digits) over everything the prompt is made of. */
  readonly promptHash: string;
  open(callId: string): JudgeSession;
  stats(): JudgeStats;
  close(): Promise<void>;
}

/** The judge's part in one call. */
export interface JudgeSession {
  /**
   * Judges the whole call so far; what was judged before is cached and costs nothing.
   * @param turns all turns of the call, oldest first
   * @throws CallwardenError CW_JUDGE_LATE, CW_JUDGE_FAILED, CW_JUDGE_REPLACED (a newer question about the same call
   *   took its place), CW_ENGINE_OVERLOAD (too many calls are waiting), CW_ABORTED. None of them says anything about
   *   the call: without an answer the gate's risk stands.
   */
  assess(turns: readonly JudgedTurn[], options?: { readonly signal?: AbortSignal }): Promise<Assessment>;
  /** Why the call looks like a scam; undefined when the model has no answer in time, and as soon as the signal fires. Never throws. */
  explain(
    turns: readonly JudgedTurn[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<Explanation | undefined>;
  /** Tokens this call has cost so far. */
  tokens(): TokenCount;
  close(): void;
}

export interface JudgeStats {
  readonly asked: number;
  readonly answered: number;
  /** Answers that did not come by their deadline: dropped. */
  readonly late: number;
  readonly failed: number;
  /** Questions that a newer one about the same call replaced. */
  readonly replaced: number;
  /** Questions turned away because too many calls were waiting. */
  readonly refused: number;
  readonly waiting: number;
  readonly running: number;
  readonly tokens: TokenCount;
}

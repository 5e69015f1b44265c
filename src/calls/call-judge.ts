import type { Assessment, Explanation } from '../detection/assessment.js';
import type { JudgedTurn, JudgeSession } from '../detection/judge/judge.js';
import { CallwardenError } from '../errors.js';

/** A question that the judge failed is asked again at most so often, ms of call. */
const ASK_AGAIN_MS = 10_000;

/** A live alert waits no longer for the judge to name the category, ms. */
const EXPLAIN_BUDGET_MS = 800;

export interface JudgeFailure {
  readonly code: string;
  readonly message: string;
}

/** `nothing-missed`: a newer question took its place, or the call is over. */
export type JudgeAnswer =
  | { readonly assessment: Assessment }
  | { readonly failure: JudgeFailure }
  | 'nothing-missed';

export interface CallJudgeOptions {
  /** An explanation is waited for as long as it takes. */
  readonly lockstep: boolean;
  readonly signal: AbortSignal;
}

/** The judge as one call asks it: what it owes, what it has cost, and how long it is waited for. */
export class CallJudge {
  /** Questions answered. */
  judged = 0;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  /** It has failed a question and answered none since. */
  private owed = false;

  constructor(
    private readonly session: JudgeSession,
    private readonly options: CallJudgeOptions,
  ) {}

  /** Tokens evaluated for this call, and what evaluating every prompt anew would have cost. */
  get tokens(): { evaluated: number; whole: number } {
    const { evaluated, whole } = this.session.tokens();
    return { evaluated, whole };
  }

  /** What it failed to answer is to be asked again. @param atMs position of the call, ms */
  isDue(atMs: number): boolean {
    return this.owed && atMs - this.askedAtMs >= ASK_AGAIN_MS;
  }

  /** Never rejects. @param atMs position of the call, ms */
  async ask(turns: readonly JudgedTurn[], atMs: number): Promise<JudgeAnswer> {
    this.askedAtMs = atMs;
    try {
      return { assessment: await this.session.assess(turns, { signal: this.options.signal }) };
    } catch (thrown) {
      const code = thrown instanceof CallwardenError ? thrown.code : 'CW_JUDGE_FAILED';
      if (code === 'CW_JUDGE_REPLACED' || code === 'CW_ABORTED') return 'nothing-missed';
      return { failure: { code, message: thrown instanceof Error ? thrown.message : String(thrown) } };
    }
  }

  /** The call takes an answer in, in the order of its steps. */
  settle(answer: JudgeAnswer): void {
    if (answer === 'nothing-missed') return;
    this.owed = 'failure' in answer;
    if (!this.owed) this.judged++;
  }

  /** Why the call looks like a scam; undefined when that cannot be said in time. */
  async explain(turns: readonly JudgedTurn[]): Promise<Explanation | undefined> {
    const { lockstep, signal } = this.options;
    if (lockstep) return this.session.explain(turns, { signal });
    // Told to stop, not only left: what nobody reads would go on being written, and this call's next question wait for it.
    const budget = new AbortController();
    const timer = setTimeout(() => budget.abort(), EXPLAIN_BUDGET_MS);
    return this.session
      .explain(turns, { signal: AbortSignal.any([signal, budget.signal]) })
      .finally(() => clearTimeout(timer));
  }

  close(): void {
    this.session.close();
  }
}

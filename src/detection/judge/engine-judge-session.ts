import type { EngineHost } from '../../engines/engine-host.js';
import type {
  AssessPayload,
  AssessResult,
  ExplainPayload,
  ExplainResult,
  ForgetPayload,
} from '../../engines/judge/protocol.js';
import { CallwardenError } from '../../errors.js';
import type { Assessment, Explanation } from '../assessment.js';
import type { JudgedTurn, JudgeSession } from './judge.js';
import type { LatestWinsQueue } from './latest-wins-queue.js';
import { toPieces } from './pieces.js';
import type { JudgeTemplate } from './prompts.js';
import { type TokenCount, TokenLedger } from './token-ledger.js';

/** What all sessions of a judge share. */
export interface SharedJudge {
  readonly host: EngineHost;
  readonly queue: LatestWinsQueue<AssessResult>;
  /** Tokens of all calls together. */
  readonly total: TokenLedger;
  /** From the wish for an explanation to its end, ms. */
  readonly explainDeadlineMs: number;
  readonly template: JudgeTemplate;
  readonly model: string;
  readonly promptHash: string;
}

interface Options {
  readonly signal?: AbortSignal;
}

/** One call's questions to the engine. Every request carries the whole call, so a restarted engine needs no telling. */
export class EngineJudgeSession implements JudgeSession {
  private readonly ledger = new TokenLedger();
  private readonly explaining = new Set<AbortController>();
  private closed = false;

  constructor(
    private readonly callId: string,
    private readonly shared: SharedJudge,
  ) {}

  async assess(turns: readonly JudgedTurn[], { signal }: Options = {}): Promise<Assessment> {
    if (this.closed)
      throw new CallwardenError('CW_ABORTED', 'The call has ended: it is not judged any more.');
    const { host, queue, template, model, promptHash } = this.shared;
    const askedAt = performance.now();
    const payload: AssessPayload = { callId: this.callId, pieces: toPieces(turns, template) };
    const ask = (stop: AbortSignal) => host.call<AssessResult>('assess', payload, { signal: stop });
    const { probabilities, logit, evaluated, whole } = await queue.submit(this.callId, ask, signal);
    this.count({ evaluated, whole });
    return {
      ...probabilities,
      logit,
      atMs: turns.at(-1)?.endMs ?? 0,
      model,
      promptHash,
      tokens: { evaluated, whole },
      elapsedMs: performance.now() - askedAt,
    };
  }

  async explain(turns: readonly JudgedTurn[], { signal }: Options = {}): Promise<Explanation | undefined> {
    if (this.closed || signal?.aborted) return undefined;
    const { host, template, explainDeadlineMs: deadlineMs } = this.shared;
    const payload: ExplainPayload = { callId: this.callId, pieces: toPieces(turns, template), deadlineMs };
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    const timer = setTimeout(onAbort, deadlineMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.explaining.add(stop);
    try {
      const result = await host.call<ExplainResult>('explain', payload, { signal: stop.signal });
      this.count(result);
      return result.explanation;
    } catch {
      // An alert goes out without an explanation rather than not at all.
      return undefined;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.explaining.delete(stop);
    }
  }

  private count({ evaluated, whole }: Pick<TokenCount, 'evaluated' | 'whole'>): void {
    this.shared.total.add({ evaluated, whole });
    this.ledger.add({ evaluated, whole });
  }

  tokens(): TokenCount {
    return this.ledger.count();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.shared.queue.drop(this.callId);
    for (const stop of this.explaining) stop.abort();
    const payload: ForgetPayload = { callId: this.callId };
    this.shared.host.tell('forget', payload);
  }
}

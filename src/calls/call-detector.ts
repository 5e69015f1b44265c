import type { Alert } from '../alerts/alert.js';
import { AlertPolicy } from '../alerts/policy.js';
import type { Assessment } from '../detection/assessment.js';
import { RiskFusion, type RiskInput } from '../detection/fusion.js';
import type { GateSession } from '../detection/gate.js';
import type { JudgeSession } from '../detection/judge/judge.js';
import type { RiskReading } from '../detection/risk.js';
import type { SignalHit } from '../detection/signal.js';
import { signalTitle } from '../detection/taxonomy.js';
import { CallwardenError } from '../errors.js';
import { redactQuote } from '../transcript/quote.js';
import { Transcript, type TranscriptTurn } from '../transcript/transcript.js';
import type { Unheard } from '../transcription/hear.js';
import type { Turn } from '../transcription/turn.js';
import type { Engines } from './engines.js';
import type { EventBody } from './events.js';

/** Words come committed, so hearing needs no engine here. */
export type DetectionEngines = Pick<Engines, 'gate' | 'judge' | 'calibration'>;

export interface DetectorOptions {
  readonly callId: string;
  /** Wait for every answer before the next words: the same recording then gives the same result. */
  readonly lockstep: boolean;
  readonly redact: boolean;
  readonly keepWords: number;
  readonly emit: (event: EventBody) => Promise<void>;
  readonly signal: AbortSignal;
  /** Sees all evidence as it is weighed, with the reading that it gave: for evaluation. */
  readonly observe?: (input: RiskInput, reading: RiskReading) => void;
}

/** Risk is told again when it moved by this much, even within a level. */
const RISK_STEP = 0.03;

/** Something missed makes `clear` untrue for this long, ms of call. */
const DEGRADED_FOR_MS = 60_000;

/** A question that the judge failed is asked again at most so often, ms of call. */
const ASK_AGAIN_MS = 10_000;

/** A live alert waits no longer for the judge to name the category, ms. */
const EXPLAIN_BUDGET_MS = 800;

/**
 * The second half of the road for one call: words to transcript, gate, judge, risk, alert. Steps run one after the
 * other; in a live call only the judge's answer is waited for apart, so that words are never held back by it.
 */
export class CallDetector {
  readonly transcript: Transcript;
  readonly signals: SignalHit[] = [];
  readonly alerts: Alert[] = [];
  highest: RiskReading | undefined;
  latest: RiskReading | undefined;
  judged = 0;
  private readonly gate: GateSession;
  private readonly judge: JudgeSession | undefined;
  private readonly fusion: RiskFusion;
  private readonly policy = new AlertPolicy();
  private readonly asked = new Set<Promise<void>>();
  private steps: Promise<void> = Promise.resolve();
  private degradedUntilMs = Number.NEGATIVE_INFINITY;
  private degraded = false;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  /** The judge has failed a question and answered none since. */
  private owed = false;
  private dismissed = false;
  private told: RiskReading | undefined;

  constructor(
    engines: DetectionEngines,
    private readonly options: DetectorOptions,
  ) {
    this.gate = engines.gate.open();
    this.judge = engines.judge?.open(options.callId);
    this.fusion = new RiskFusion(engines.calibration);
    this.transcript = new Transcript({ keepWords: options.keepWords });
  }

  /** Tokens the judge has evaluated for this call, and what evaluating every prompt anew would have cost. */
  get tokens(): { evaluated: number; whole: number } {
    const { evaluated, whole } = this.judge?.tokens() ?? { evaluated: 0, whole: 0 };
    return { evaluated, whole };
  }

  /** Takes in committed words. @param atMs position of the call when they were committed */
  hear(turn: Turn, atMs: number): Promise<void> {
    return this.step(async () => {
      await this.tellTurns(this.transcript.add(turn), atMs);
      const reading = this.gate.hear(turn);
      for (const hit of reading.signals) await this.tellSignal(hit, atMs);
      await this.weigh({ atMs, gate: reading });
      const again = this.owed && atMs - this.askedAtMs >= ASK_AGAIN_MS;
      if (reading.keyframe || again) await this.ask(atMs);
    });
  }

  /** Takes in speech that gave no words. */
  miss(unheard: Unheard, atMs: number): Promise<void> {
    return this.step(async () => {
      await this.options.emit({ type: 'unheard', atMs, ...unheard });
      this.transcript.miss(unheard);
      if (unheard.reason === 'overload' || unheard.reason === 'engine-failed') {
        await this.degrade(unheard.reason, atMs);
      }
      await this.weigh({ atMs });
    });
  }

  /** Something was lost: until it is long past the call is not called clear. */
  lose(reason: string, atMs: number): Promise<void> {
    return this.step(async () => {
      await this.degrade(reason, atMs);
      await this.weigh({ atMs });
    });
  }

  /** A person said that it is no scam: from now on the call is clear and nobody is alarmed, whatever is said in it. */
  dismiss(atMs: number): Promise<void> {
    return this.step(async () => {
      if (this.dismissed) return;
      this.dismissed = true;
      this.policy.dismiss();
      const message = 'A person said that this call is no scam.';
      await this.options.emit({ type: 'notice', atMs, code: 'CW_CALL_DISMISSED', message });
      const reading = { atMs, score: 0, level: 'clear', previous: this.latest?.level ?? 'unknown' } as const;
      this.latest = reading;
      await this.tellRisk(reading);
    });
  }

  /** Waits for what is still being judged. */
  async finish(): Promise<void> {
    await this.steps;
    while (this.asked.size > 0) await Promise.all(this.asked);
    await this.steps;
  }

  close(): void {
    this.judge?.close();
  }

  private step(work: () => Promise<void>): Promise<void> {
    const done = this.steps.then(work);
    // One failed step must not silence the following ones; its caller sees the failure.
    this.steps = done.catch(() => {});
    return done;
  }

  private async ask(atMs: number): Promise<void> {
    if (!this.judge || this.dismissed) return;
    this.askedAtMs = atMs;
    const answer = this.judge
      .assess(this.transcript.pieces(), { signal: this.options.signal })
      .then((assessment) => () => this.takeAnswer(assessment, atMs))
      .catch((thrown) => () => this.takeFailure(thrown, atMs));
    if (this.options.lockstep) {
      await (await answer)();
      return;
    }
    const landed = answer.then((take) => this.step(take));
    this.asked.add(landed);
    void landed.finally(() => this.asked.delete(landed)).catch(() => {});
  }

  private async takeAnswer(assessment: Assessment, atMs: number): Promise<void> {
    this.judged++;
    this.owed = false;
    await this.options.emit({ type: 'assessment', ...assessment, atMs });
    await this.weigh({ atMs, assessment });
  }

  private async takeFailure(thrown: unknown, atMs: number): Promise<void> {
    const code = thrown instanceof CallwardenError ? thrown.code : 'CW_JUDGE_FAILED';
    // A newer question took its place, or the call is over: nothing was missed.
    if (code === 'CW_JUDGE_REPLACED' || code === 'CW_ABORTED') return;
    this.owed = true;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    await this.options.emit({ type: 'notice', atMs, code, message });
    await this.degrade('judge', atMs);
    await this.weigh({ atMs });
  }

  private async weigh(input: RiskInput): Promise<void> {
    const { atMs } = input;
    if (this.degraded && atMs > this.degradedUntilMs) {
      this.degraded = false;
      await this.options.emit({ type: 'degraded', atMs, degraded: false, reason: 'recovered' });
    }
    const hearing = { ...this.transcript.heard(), degraded: this.degraded };
    const reading = this.fusion.hear({ ...input, hearing });
    this.options.observe?.(input, reading);
    if (this.dismissed) return;
    this.latest = reading;
    if (!this.highest || reading.score > this.highest.score) this.highest = reading;
    await this.tellRisk(reading);
    if (reading.level === 'suspicious' || reading.level === 'scam') await this.warn(reading);
  }

  private async warn(reading: RiskReading): Promise<void> {
    if (!this.policy.wants(reading)) return;
    const explanation = reading.level === 'scam' ? await this.explain() : undefined;
    const turns = this.transcript.turns();
    const telling = this.gate.telling();
    const alert = this.policy.consider({
      reading,
      signals: this.signals,
      turns,
      topics: this.gate.topics(),
      ...(telling ? { telling } : {}),
      ...(explanation ? { explanation } : {}),
    });
    if (!alert) return;
    this.alerts.push(alert);
    await this.options.emit({ type: 'alert', ...alert, evidence: [...alert.evidence] });
  }

  private async explain() {
    if (!this.judge) return undefined;
    const { lockstep, signal } = this.options;
    if (lockstep) return this.judge.explain(this.transcript.pieces(), { signal });
    // Told to stop, not only left: what nobody reads would go on being written, and this call's next question wait for it.
    const budget = new AbortController();
    const timer = setTimeout(() => budget.abort(), EXPLAIN_BUDGET_MS);
    return this.judge
      .explain(this.transcript.pieces(), { signal: AbortSignal.any([signal, budget.signal]) })
      .finally(() => clearTimeout(timer));
  }

  private async degrade(reason: string, atMs: number): Promise<void> {
    this.degradedUntilMs = atMs + DEGRADED_FOR_MS;
    if (this.degraded) return;
    this.degraded = true;
    await this.options.emit({ type: 'degraded', atMs, degraded: true, reason });
  }

  private async tellTurns(turns: readonly TranscriptTurn[], atMs: number): Promise<void> {
    for (const { id, party, startMs, endMs, text, redacted, confidence, final } of turns) {
      const shown = this.options.redact ? redacted : text;
      await this.options.emit({
        type: 'turn',
        atMs,
        id,
        party,
        startMs,
        endMs,
        text: shown,
        confidence,
        final,
      });
    }
  }

  private async tellSignal(hit: SignalHit, atMs: number): Promise<void> {
    this.signals.push(hit);
    const { signal, party, startMs, endMs } = hit;
    const quote = this.options.redact ? redactQuote(hit, this.transcript.turns()) : hit.quote;
    await this.options.emit({
      type: 'signal',
      atMs,
      signal,
      title: signalTitle(signal),
      party,
      quote,
      startMs,
      endMs,
    });
  }

  private async tellRisk(reading: RiskReading): Promise<void> {
    const moved = !this.told || Math.abs(reading.score - this.told.score) >= RISK_STEP;
    if (!moved && reading.level === this.told?.level) return;
    // Relative to what was told last, not to a reading that nobody saw.
    const previous = this.told?.level ?? 'unknown';
    this.told = reading;
    await this.options.emit({ type: 'risk', ...reading, previous });
  }
}

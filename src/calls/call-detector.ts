import type { Alert } from '../alerts/alert.js';
import { namedByWords } from '../alerts/category.js';
import { AlertPolicy } from '../alerts/policy.js';
import { RiskFusion, type RiskInput } from '../detection/fusion.js';
import type { GateSession } from '../detection/gate.js';
import type { RiskReading } from '../detection/risk.js';
import type { SignalHit } from '../detection/signal.js';
import { Transcript } from '../transcript/transcript.js';
import type { Unheard } from '../transcription/hear.js';
import type { Turn } from '../transcription/turn.js';
import { CallJudge, type JudgeAnswer } from './call-judge.js';
import { CallTeller } from './call-teller.js';
import { Degradation } from './degradation.js';
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
  private readonly gate: GateSession;
  private readonly judge: CallJudge | undefined;
  private readonly fusion: RiskFusion;
  private readonly policy = new AlertPolicy();
  private readonly degradation = new Degradation();
  private readonly tell: CallTeller;
  private readonly asked = new Set<Promise<void>>();
  private steps: Promise<void> = Promise.resolve();
  private dismissed = false;

  constructor(
    engines: DetectionEngines,
    private readonly options: DetectorOptions,
  ) {
    this.gate = engines.gate.open();
    const session = engines.judge?.open(options.callId);
    this.judge = session && new CallJudge(session, options);
    this.tell = new CallTeller(options);
    this.fusion = new RiskFusion(engines.calibration);
    this.transcript = new Transcript({ keepWords: options.keepWords });
  }

  /** Tokens the judge has evaluated for this call, and what evaluating every prompt anew would have cost. */
  get tokens(): { evaluated: number; whole: number } {
    return this.judge?.tokens ?? { evaluated: 0, whole: 0 };
  }

  /** Answers of the judge. */
  get judged(): number {
    return this.judge?.judged ?? 0;
  }

  /** Takes in committed words. @param atMs position of the call when they were committed */
  hear(turn: Turn, atMs: number): Promise<void> {
    return this.step(async () => {
      await this.tell.turns(this.transcript.add(turn), atMs);
      const reading = this.gate.hear(turn);
      for (const hit of reading.signals) {
        this.signals.push(hit);
        await this.tell.signal(hit, this.transcript.turns(), atMs);
      }
      await this.weigh({ atMs, gate: reading });
      if (reading.keyframe || this.judge?.isDue(atMs)) await this.ask(atMs);
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
    // Not in its turn: a step that runs now, and may wait for an explanation, must raise no alert any more.
    this.policy.dismiss();
    return this.step(async () => {
      if (this.dismissed) return;
      this.dismissed = true;
      const message = 'A person said that this call is no scam.';
      await this.options.emit({ type: 'notice', atMs, code: 'CW_CALL_DISMISSED', message });
      const reading = { atMs, score: 0, level: 'clear', previous: this.latest?.level ?? 'unknown' } as const;
      this.latest = reading;
      await this.tell.risk(reading);
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
    const answer = this.judge.ask(this.transcript.pieces(), atMs);
    if (this.options.lockstep) {
      await this.take(await answer, atMs);
      return;
    }
    const landed = answer.then((got) => this.step(() => this.take(got, atMs)));
    this.asked.add(landed);
    void landed.finally(() => this.asked.delete(landed)).catch(() => {});
  }

  private async take(answer: JudgeAnswer, atMs: number): Promise<void> {
    this.judge?.settle(answer);
    if (answer === 'nothing-missed') return;
    if ('assessment' in answer) {
      const { assessment } = answer;
      await this.options.emit({ type: 'assessment', ...assessment, atMs });
      await this.weigh({ atMs, assessment });
    } else {
      await this.options.emit({ type: 'notice', atMs, ...answer.failure });
      await this.degrade('judge', atMs);
      await this.weigh({ atMs, judgeFailed: true });
    }
  }

  private async weigh(input: RiskInput): Promise<void> {
    const { atMs } = input;
    const recovered = this.degradation.goOn(atMs);
    if (recovered) await this.options.emit(recovered);
    const hearing = { ...this.transcript.heard(), degraded: this.degradation.degraded };
    const reading = this.fusion.hear({ ...input, hearing });
    this.options.observe?.(input, reading);
    if (this.dismissed) return;
    this.latest = reading;
    if (!this.highest || reading.score > this.highest.score) this.highest = reading;
    await this.tell.risk(reading);
    if (reading.level === 'suspicious' || reading.level === 'scam') await this.warn(reading);
  }

  private async warn(reading: RiskReading): Promise<void> {
    if (!this.policy.wants(reading)) return;
    // It names the kind of scam, and no alert waits for what its words say already.
    const explained = reading.level === 'scam' && !namedByWords(this.gate.topics());
    const explanation = explained ? await this.judge?.explain(this.transcript.pieces()) : undefined;
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

  private async degrade(reason: string, atMs: number): Promise<void> {
    const missed = this.degradation.miss(reason, atMs);
    if (missed) await this.options.emit(missed);
  }
}

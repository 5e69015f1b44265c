import type { Assessment } from './assessment.js';
import type { Calibration } from './calibration.js';
import { Escalation } from './escalation.js';
import { type Hearing, heardEnough } from './hearing.js';
import { nextLevel, type ScoredLevel } from './hysteresis.js';
import { calibrated, clampLogit, logOdds, sigmoid } from './platt.js';
import { RecentAnswers } from './recent-answers.js';
import type { RiskLevel, RiskReading } from './risk.js';
import type { SignalHit } from './signal.js';

/** What the gate made of the words so far. */
export interface GateEvidence {
  /** Raw log-odds of the linear model for the call so far, before calibration. */
  readonly logit: number;
  /** Signals heard; whether only the new ones or all of the call's makes no difference. */
  readonly signals: readonly SignalHit[];
  readonly probability: number;
}

/** What is new at one moment of the call. Each part may be absent: absence is never evidence. */
export interface RiskInput {
  /** ms since the call began. */
  readonly atMs: number;
  readonly gate?: GateEvidence;
  readonly assessment?: Assessment;
  /** The judge was asked and gave no answer. */
  readonly judgeFailed?: boolean;
  readonly hearing?: Hearing;
}

/**
 * The risk of one call, from all that gate, judge and ear say of it. Pure: time comes in with the inputs.
 *
 * - The gate only ever raises: the highest it said stands.
 * - Signals of the remote party raise at once, up to a ceiling that only gate or judge lift.
 * - Only an answer of the judge lowers, slowly, and never more than `maxPull` below what the gate says.
 *   A judge that is late, absent or broken lowers nothing, and what it said before it failed a question holds nothing down.
 * - `unknown` stands in for `clear` while too little was heard, too badly, or something was missed.
 *   A raised level is never hidden behind it.
 */
export class RiskFusion {
  readonly #calibration: Calibration;
  readonly #escalation: Escalation;
  #logit: number;
  #gate: number;
  readonly #answers = new RecentAnswers();
  #judge: number | undefined;
  #judgeFailed = false;
  #judgedAtMs = 0;
  #hearing: Hearing | undefined;
  #atMs = 0;
  #scored: ScoredLevel = 'clear';
  #level: RiskLevel = 'unknown';

  constructor(calibration: Calibration) {
    this.#calibration = calibration;
    this.#escalation = new Escalation(calibration.escalation);
    this.#logit = logOdds(calibration.prior);
    this.#gate = Number.NEGATIVE_INFINITY;
  }

  /** Takes in what is new and says how dangerous the call looks now. Values that are not numbers count as absent. */
  hear(input: RiskInput): RiskReading {
    if (Number.isFinite(input.atMs)) this.#atMs = Math.max(this.#atMs, input.atMs);
    if (input.hearing !== undefined) this.#hearing = input.hearing;

    const escalatedBefore = this.#escalation.nats;
    if (input.gate !== undefined) {
      this.#gate = Math.max(this.#gate, this.#calibratedGate(input.gate.logit));
      this.#escalation.hear(input.gate.signals);
    }
    const judge = input.assessment && calibrated(this.#calibration.judge, input.assessment.logit);
    if (judge !== undefined) this.#judge = this.#answers.take(this.#atMs, judge);
    if (judge !== undefined || input.judgeFailed) this.#judgeFailed = judge === undefined;

    // A cough or a gap in the audio says nothing: a rise that smoothing held back waits for the next words or answer.
    if (input.gate === undefined && judge === undefined) return this.#reading();
    const target = this.#target();
    if (target > this.#logit) {
      const atOnce = this.#escalation.nats > escalatedBefore;
      this.#logit += (atOnce ? 1 : this.#calibration.smoothing.rise) * (target - this.#logit);
    } else if (judge !== undefined) {
      this.#logit += this.#fallShare() * (target - this.#logit);
    }
    if (judge !== undefined) this.#judgedAtMs = this.#atMs;
    return this.#reading();
  }

  #calibratedGate(logit: number): number {
    return calibrated(this.#calibration.gate, logit) ?? Number.NEGATIVE_INFINITY;
  }

  /** Where the log-odds would stand if nothing were smoothed. */
  #target(): number {
    const { fusion, escalation, prior } = this.#calibration;
    const heard = Math.max(this.#gate, logOdds(prior));
    const alone = fusion.gateAlone.bias + fusion.gateAlone.gate * heard;
    const weighed =
      this.#judge === undefined
        ? Math.max(alone, logOdds(prior))
        : Math.max(
            fusion.both.bias + fusion.both.gate * heard + fusion.both.judge * this.#judge,
            this.#judgeFailed ? alone : alone - fusion.maxPull,
          );
    const support = logOdds(escalation.support);
    const supported = this.#gate >= support || (this.#judge ?? Number.NEGATIVE_INFINITY) >= support;
    return this.#escalation.applyTo(clampLogit(weighed), supported);
  }

  #fallShare(): number {
    const { fallHalfLifeMs, fallStepMs } = this.#calibration.smoothing;
    const elapsedMs = Math.min(fallStepMs, this.#atMs - this.#judgedAtMs);
    return 1 - 2 ** (-elapsedMs / fallHalfLifeMs);
  }

  #reading(): RiskReading {
    const score = sigmoid(this.#logit);
    this.#scored = nextLevel(this.#scored, score, this.#calibration.thresholds);
    const previous = this.#level;
    const trusted =
      this.#hearing === undefined || heardEnough(this.#hearing, this.#calibration.minimumEvidence);
    this.#level = this.#scored === 'clear' && !trusted ? 'unknown' : this.#scored;
    return { atMs: this.#atMs, score, level: this.#level, previous };
  }
}

import type { Explanation } from '../detection/assessment.js';
import type { RiskReading } from '../detection/risk.js';
import type { SignalHit } from '../detection/signal.js';
import type { Topic } from '../detection/topics.js';
import type { Quote } from '../transcript/quote.js';
import type { TranscriptTurn } from '../transcript/transcript.js';
import type { Alert, AlertLevel } from './alert.js';
import { likelyCategory } from './category.js';
import { chooseEvidence } from './evidence.js';

export interface AlertOccasion {
  readonly reading: RiskReading;
  /** Every signal heard in the call so far. */
  readonly signals: readonly SignalHit[];
  readonly turns: readonly TranscriptTurn[];
  /** Kinds of scam by what was said, the likeliest first. */
  readonly topics: readonly Topic[];
  /** The last words that weigh most in the gate, quoted where no signal was heard. */
  readonly telling?: Quote;
  /** What the judge says the call is, when it was asked. */
  readonly explanation?: Explanation;
}

const RANK: Readonly<Record<AlertLevel, number>> = { suspicious: 1, scam: 2 };

/**
 * When a call is worth telling a person about: once when it gets suspicious, once when it is a scam. The
 * second is an upgrade; after it nothing follows, however the risk moves.
 */
export class AlertPolicy {
  #told: AlertLevel | undefined;
  #dismissed = false;

  /** A person said that this call is no scam: nothing more is told of it. */
  dismiss(): void {
    this.#dismissed = true;
  }

  /** Whether this reading would raise an alert; cheap, so that an explanation is only asked for when it is needed. */
  wants({ level }: RiskReading): boolean {
    return !this.#dismissed && alertLevel(level, this.#told) !== undefined;
  }

  /** The alert this occasion raises, if it raises one. Its quotes are redacted. */
  consider({ reading, signals, turns, topics, telling, explanation }: AlertOccasion): Alert | undefined {
    const level = alertLevel(reading.level, this.#told);
    if (level === undefined || this.#dismissed) return undefined;
    this.#told = level;
    const { id, title, advice } = likelyCategory(topics, signals, explanation);
    const evidence = chooseEvidence(signals, turns, telling);
    return { level, atMs: reading.atMs, score: reading.score, category: id, title, evidence, advice };
  }
}

function alertLevel(level: RiskReading['level'], told: AlertLevel | undefined): AlertLevel | undefined {
  if (level !== 'suspicious' && level !== 'scam') return undefined;
  return told === undefined || RANK[level] > RANK[told] ? level : undefined;
}

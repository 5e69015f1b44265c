import type { Party } from '../audio/party.js';
import type { RiskLevel } from '../detection/risk.js';

export type AlertLevel = Extract<RiskLevel, 'suspicious' | 'scam'>;

/** Words from the call that show why, redacted. */
export interface Evidence {
  readonly party: Party;
  readonly quote: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Identifier in taxonomy.json; absent where no signal was heard and the words are those that weighed most. */
  readonly signal?: string;
}

/** A call that got dangerous enough to tell somebody. */
export interface Alert {
  readonly level: AlertLevel;
  /** ms since the call began. */
  readonly atMs: number;
  /** Calibrated probability that the call is a scam, 0..1. */
  readonly score: number;
  /** Category identifier in taxonomy.json. */
  readonly category: string;
  /** The category in words. */
  readonly title: string;
  /** At most three, in the order they were said. */
  readonly evidence: readonly Evidence[];
  /** What the person should do now. */
  readonly advice: string;
}

/**
 * How dangerous a call looks. `unknown` means that hearing is too poor or too late to tell;
 * it is never shown as `clear`.
 */
export type RiskLevel = 'unknown' | 'clear' | 'suspicious' | 'scam';

/** The fused risk of a call at one moment. */
export interface RiskReading {
  /** ms since the call began. */
  readonly atMs: number;
  /** Calibrated probability that the call is a scam, 0..1. */
  readonly score: number;
  readonly level: RiskLevel;
  /** The level before this reading, so that a change is seen without memory. */
  readonly previous: RiskLevel;
}

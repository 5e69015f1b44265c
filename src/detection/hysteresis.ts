import type { Calibration } from './calibration.js';
import type { RiskLevel } from './risk.js';

/** A level that the score alone decides. */
export type ScoredLevel = Exclude<RiskLevel, 'unknown'>;

/** The next level: raised at `raise`, taken back only below `clear`, so a score between them moves nothing. */
export function nextLevel(
  current: ScoredLevel,
  score: number,
  { suspicious, scam }: Calibration['thresholds'],
): ScoredLevel {
  if (score >= scam.raise || (current === 'scam' && score >= scam.clear)) return 'scam';
  if (score >= suspicious.raise || (current !== 'clear' && score >= suspicious.clear)) return 'suspicious';
  return 'clear';
}

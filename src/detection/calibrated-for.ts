import type { Calibration } from './calibration.js';

/** What judges the calls, as the provenance of a calibration names it: digests of the models, hash of the prompt. */
export interface JudgedWith {
  readonly gate: string;
  /** Null when no judge is loaded: what was fitted for one is then not used. */
  readonly judge: string | null;
  readonly promptHash: string | null;
}

/**
 * What the thresholds were not fitted to, one sentence each. The ear has no part in it: thresholds are fitted to words,
 * and any ear gives words.
 */
export function calibrationGaps({ provenance }: Calibration, used: JudgedWith): string[] {
  const { models, promptHash } = provenance;
  const gaps: string[] = [];
  const differs = (what: string) =>
    gaps.push(
      `The thresholds were fitted to another ${what} than the one in use, so alerts may come too often or too late: ` +
        'fit them with `callwarden evaluate --calibrate` (docs/evaluation.md).',
    );
  if (models['gate'] !== used.gate) differs('gate');
  if (used.judge === null) return gaps;
  if (models['judge'] !== used.judge) differs('judge');
  else if (promptHash !== used.promptHash) differs('prompt of the judge');
  return gaps;
}

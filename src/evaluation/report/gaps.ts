import { calibrationGaps } from '../../detection/calibrated-for.js';
import { parseCalibration } from '../../detection/calibration.js';
import type { EvaluationReport } from './record.js';

/** What the thresholds of a report were not fitted to, one sentence each. */
export function gapsOf({ run, calibration }: EvaluationReport): string[] {
  const { gate, judge } = run.models;
  if (gate === null) return [];
  const used = { gate, judge, promptHash: run.promptHash };
  return calibrationGaps(parseCalibration(calibration, 'of the report'), used);
}

import { writeFile } from 'node:fs/promises';
import { unwritable } from '../../errors/unwritable.js';
import type { Budget } from '../../evaluation/calibrate/budget.js';
import { type CalibratedReport, calibrate } from '../../evaluation/calibrate/calibrate.js';
import { placementLines } from '../../evaluation/calibrate/placement-lines.js';
import type { EvaluationReport } from '../../evaluation/report/record.js';
import { writeReport } from '../../evaluation/report/store.js';
import { tell } from '../say.js';
import type { EvaluateFlags } from './flags.js';

/**
 * What was measured is kept before it is fitted to: a budget that cannot be met must not cost the run.
 * @throws CallwardenError as `calibrate` and `writeReport`
 */
export async function fitTo(
  measured: EvaluationReport,
  { budget, from }: EvaluateFlags,
  out: string,
): Promise<CalibratedReport> {
  if (from !== undefined) return calibrate(measured, budget);
  const { json } = await writeReport(out, measured);
  try {
    return calibrate(measured, budget);
  } catch (thrown) {
    tell(`what was measured is in ${json}: --from fits to it again, with another budget`);
    throw thrown;
  }
}

/** Writes the calibration and tells where its thresholds lie. @throws CallwardenError CW_FOLDER_UNWRITABLE */
export async function writeCalibration(
  fitted: CalibratedReport,
  file: string,
  budget: Budget,
): Promise<void> {
  await writeFile(file, `${JSON.stringify(fitted.calibration, null, 2)}\n`).catch(unwritable(file));
  for (const level of ['suspicious', 'scam'] as const) {
    for (const line of placementLines(level, fitted[level], budget[level])) tell(line);
  }
  tell(`the calibration is in ${file}`);
}

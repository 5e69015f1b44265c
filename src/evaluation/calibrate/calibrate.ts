import { parseCalibration } from '../../detection/calibration.js';
import { CallwardenError } from '../../errors.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import { recalibrated } from '../replay.js';
import type { EvaluationReport } from '../report/record.js';
import type { Budget } from './budget.js';
import { type FittedCalibration, fitCalibration } from './fit-calibration.js';

export interface CalibratedReport extends FittedCalibration {
  /** The same calls with the new calibration. */
  readonly report: EvaluationReport;
}

/**
 * Calibrating on anything but dev calls would make every later figure flatter itself.
 * @throws CallwardenError CW_CALIBRATION_DATA
 */
export function refuseOtherSplits(split: string, calls: readonly EvaluationCall[]): void {
  if (split !== 'dev') throw notDev();
  const others = calls.filter(({ split }) => split !== 'dev');
  if (others.length === 0) return;
  const splits = [...new Set(others.map(({ split }) => split))].join(' and ');
  throw new CallwardenError(
    'CW_CALIBRATION_DATA',
    `${others.length} of ${calls.length} calls belong to the split ${splits}: calibration may see dev calls only.`,
  );
}

function notDev(): CallwardenError {
  return new CallwardenError(
    'CW_CALIBRATION_DATA',
    'Calibration may see dev calls only: evaluate with --split dev.',
  );
}

/**
 * Fits a calibration to an evaluation of dev calls.
 * @throws CallwardenError CW_CALIBRATION_DATA, CW_CALIBRATION_BUDGET
 */
export function calibrate(report: EvaluationReport, budget: Budget): CalibratedReport {
  const { run } = report;
  if (run.options.split !== 'dev') throw notDev();
  // What the text of an audio call would give is no evidence about how it is heard.
  const calls = report.calls.filter(({ kind }) => kind !== 'labels');
  const fitted = fitCalibration(calls, parseCalibration(report.calibration, 'of the report'), budget);
  const { scam, suspicious } = fitted;
  const { talk, hours } = scam.placement;
  // The ear has a part in it only where it was listened to.
  const ear = calls.some(({ kind }) => kind === 'audio') ? run.models.ear : null;
  const sample = run.options.limit === null ? '' : ` (a sample, seed ${run.options.seed})`;
  const calibration = {
    ...fitted.calibration,
    provenance: {
      method: `fitted by \`callwarden evaluate --calibrate\` to ${calls.length} dev calls${sample} with ${hours.toFixed(1)} h of ${talk} ordinary talk, ${run.startedAt.slice(0, 10)}`,
      models: { ...run.models, ear },
      promptHash: run.promptHash,
      dataHash: run.dataHash,
      gitRevision: run.gitRevision,
      budgetPer100h: { suspicious: budget.suspicious, scam: budget.scam },
      measured: { suspicious: suspicious.placement, scam: scam.placement },
    },
  };
  return {
    ...fitted,
    calibration,
    report: { ...report, calibration, calls: report.calls.map((call) => recalibrated(call, calibration)) },
  };
}

import type { Calibration } from '../detection/calibration.js';
import { RiskFusion } from '../detection/fusion.js';
import type { RiskReading } from '../detection/risk.js';
import type { CallRecord, EvidenceStep } from './report/record.js';

/** Which evidence is weighed. */
export interface ReplayParts {
  readonly judge?: boolean;
  readonly signals?: boolean;
}

/**
 * What the product says of recorded evidence under another calibration, or with a part of the evidence left out.
 * The models need not run again.
 */
export function replay(
  evidence: readonly EvidenceStep[],
  calibration: Calibration,
  { judge = true, signals = true }: ReplayParts = {},
): RiskReading[] {
  const fusion = new RiskFusion(calibration);
  return evidence.flatMap((step) => {
    // Without the judge there would have been no such moment.
    if ((step.judge !== undefined || step.judgeFailed) && !judge) return [];
    return fusion.hear({
      atMs: step.atMs,
      ...(step.gate === undefined
        ? {}
        : { gate: { logit: step.gate, probability: 0, signals: signals ? hits(step) : [] } }),
      ...(step.judge === undefined ? {} : { assessment: answer(step.judge, step.atMs) }),
      ...(step.judgeFailed ? { judgeFailed: true } : {}),
    });
  });
}

/** The highest risk of a replay; 0 where there is no evidence. */
export function replayHighest(
  evidence: readonly EvidenceStep[],
  calibration: Calibration,
  parts?: ReplayParts,
): number {
  return replay(evidence, calibration, parts).reduce((most, { score }) => Math.max(most, score), 0);
}

/** The record of a call as it would be with another calibration. Categories of alerts stay what they were. */
export function recalibrated(call: CallRecord, calibration: Calibration): CallRecord {
  const readings = replay(call.evidence, calibration);
  const category = call.alerts.at(-1)?.category ?? 'other';
  const alerts: CallRecord['alerts'] = [];
  for (const { level, atMs, score } of readings) {
    if (level !== 'suspicious' && level !== 'scam') continue;
    if (alerts.some((told) => told.level === level || told.level === 'scam')) continue;
    alerts.push({ level, atMs, score, category });
  }
  return { ...call, alerts, score: readings.reduce((most, { score }) => Math.max(most, score), 0) };
}

function hits({ atMs, signals = [] }: EvidenceStep) {
  const span = { quote: '', startMs: atMs, endMs: atMs, weight: 0 };
  return signals.map(({ signal, party }) => ({ signal, party, ...span }));
}

/** Fusion reads the logit alone; the rest is there because an assessment has it. */
function answer(logit: number, atMs: number) {
  const said = { scam: 0, uncertain: 0, legitimate: 0, model: '', promptHash: '' };
  return { ...said, logit, atMs, tokens: { evaluated: 0, whole: 0 }, elapsedMs: 0 };
}

/** The highest raw log-odds of the gate; undefined when it never spoke. */
export function highestGate(evidence: readonly EvidenceStep[]): number | undefined {
  return highest(evidence.map((step) => step.gate));
}

/** The highest raw log-odds of the judge; undefined when it was never asked. */
export function highestJudge(evidence: readonly EvidenceStep[]): number | undefined {
  return highest(evidence.map((step) => step.judge));
}

function highest(values: readonly (number | undefined)[]): number | undefined {
  let most: number | undefined;
  for (const value of values) {
    if (value !== undefined && !(value <= (most ?? Number.NEGATIVE_INFINITY))) most = value;
  }
  return most;
}

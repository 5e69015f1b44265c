import { createHash } from 'node:crypto';
import type { EvaluationReport } from './record.js';

/**
 * Names a result: calls, models, prompt and thresholds that give the same figures give the same 16 hex digits. What
 * varies from run to run is left out: clock times, times taken, CPU, tokens that the judge's cache saved, and why rows were broken.
 * Null with --realtime, where answers come when they come.
 */
export function resultHash({ run, calibration, calls }: EvaluationReport): string | null {
  if (run.options.realtime) return null;
  const { models, promptHash, rubrics, dataHash, options } = run;
  const lasting = {
    models,
    promptHash,
    rubrics,
    dataHash,
    options,
    calibration,
    calls: calls.map(({ cost: { judged, unanswered, tokens }, ...call }) => [
      call,
      judged,
      unanswered,
      tokens.whole,
    ]),
  };
  return createHash('sha256').update(JSON.stringify(lasting)).digest('hex').slice(0, 16);
}

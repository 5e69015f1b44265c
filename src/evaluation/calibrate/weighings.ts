import type { Calibration } from '../../detection/calibration.js';
import { calibrated, type PlattScale } from '../../detection/platt.js';
import { RecentAnswers } from '../../detection/recent-answers.js';
import { isScam } from '../report/detectors.js';
import type { CallRecord, EvidenceStep } from '../report/record.js';
import { fitLogistic } from './logistic.js';

export type Weighing = Calibration['fusion']['both'];

/** Shares of the judge in the sum to try beside the one that regression finds. */
const JUDGE_SHARES = [0.2, 0.3, 0.4, 0.5];

/**
 * Ways to weigh gate and judge together, each fitted to the moment of every call at which both say most, as the highest
 * risk will. The regression's own comes first: it is likeliest over all calls, which need not make it the best at
 * the few false alarms that a line can bear.
 */
export function weighings(calls: readonly CallRecord[], gate: PlattScale, judge: PlattScale): Weighing[] {
  const free = fitted(calls, gate, judge, 0.5, (moment) => [moment.gate, moment.judge]);
  const whole = { bias: free.bias, gate: free.weights[0] ?? 0, judge: free.weights[1] ?? 0 };
  const fixed = JUDGE_SHARES.map((share) => {
    const sum = (moment: Moment) => (1 - share) * moment.gate + share * moment.judge;
    const { bias, weights } = fitted(calls, gate, judge, share, (moment) => [sum(moment)]);
    const weight = weights[0] ?? 0;
    return { bias, gate: weight * (1 - share), judge: weight * share };
  });
  return [whole, ...fixed];
}

interface Moment {
  readonly gate: number;
  readonly judge: number;
}

function fitted(
  calls: readonly CallRecord[],
  gate: PlattScale,
  judge: PlattScale,
  judgeShare: number,
  featuresOf: (moment: Moment) => number[],
) {
  const judged = calls.flatMap((call) => {
    const moment = loudestMoment(call.evidence, gate, judge, judgeShare);
    return moment ? { features: featuresOf(moment), scam: isScam(call) } : [];
  });
  return fitLogistic(
    judged.map(({ features }) => features),
    judged.map(({ scam }) => scam),
  );
}

function loudestMoment(
  evidence: readonly EvidenceStep[],
  gateScale: PlattScale,
  judgeScale: PlattScale,
  judgeShare: number,
): Moment | undefined {
  let gate = Number.NEGATIVE_INFINITY;
  const answers = new RecentAnswers();
  let loudest: (Moment & { sum: number }) | undefined;
  for (const step of evidence) {
    if (step.gate !== undefined) gate = Math.max(gate, calibrated(gateScale, step.gate) ?? gate);
    if (step.judge === undefined) continue;
    const judge = answers.take(step.atMs, calibrated(judgeScale, step.judge) ?? 0);
    if (!Number.isFinite(gate)) continue;
    const sum = (1 - judgeShare) * gate + judgeShare * judge;
    if (!loudest || sum > loudest.sum) loudest = { gate, judge, sum };
  }
  return loudest;
}

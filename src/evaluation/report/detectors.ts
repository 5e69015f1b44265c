import type { Scored } from '../metrics/ranking.js';
import { highestGate, highestJudge } from '../replay.js';
import type { CallRecord } from './record.js';

/** A way to score a call: the product, a part of it, or a baseline that it has to beat. */
export interface Detector {
  readonly name: string;
  readonly score: (call: CallRecord) => number;
}

/** A call that gave a detector nothing to say. */
const NOTHING = Number.NEGATIVE_INFINITY;

export const PRODUCT: Detector = { name: 'Callwarden', score: ({ score }) => score };
export const GATE: Detector = {
  name: 'gate alone',
  score: ({ evidence }) => highestGate(evidence) ?? NOTHING,
};
export const JUDGE: Detector = {
  name: 'judge alone, when woken',
  score: ({ evidence }) => highestJudge(evidence) ?? NOTHING,
};
export const JUDGE_EVERY_PIECE: Detector = {
  name: 'judge alone, always',
  score: ({ judgeEveryPiece }) => judgeEveryPiece ?? NOTHING,
};

/** The product first, then its parts, then what anybody could do. */
export const DETECTORS: readonly Detector[] = [
  PRODUCT,
  GATE,
  JUDGE,
  { name: 'keyword list', score: ({ keywords }) => keywords },
  { name: 'transcript length', score: ({ words }) => words },
  { name: 'majority', score: () => 0 },
];

/** Detectors that said anything of these calls: without a judge its rows would only mislead. */
export function detectorsFor(calls: readonly CallRecord[]): Detector[] {
  const judged = calls.some(({ evidence }) => evidence.some(({ judge }) => judge !== undefined));
  const asked = calls.some(({ judgeEveryPiece }) => judgeEveryPiece !== null);
  return DETECTORS.filter((detector) => detector !== JUDGE || judged).flatMap((detector) =>
    detector === JUDGE && asked ? [JUDGE, JUDGE_EVERY_PIECE] : [detector],
  );
}

export function scored(calls: readonly CallRecord[], { score }: Detector): Scored[] {
  return calls.map((call) => ({ score: score(call), positive: isScam(call) }));
}

export function isScam({ label }: CallRecord): boolean {
  return label === 'scam';
}

export function alerted(call: CallRecord, level?: 'scam'): boolean {
  return call.alerts.some((alert) => level === undefined || alert.level === level);
}

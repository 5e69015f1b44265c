import type { Scored } from '../metrics/ranking.js';
import { highestGate, highestJudge } from '../replay.js';
import type { CallRecord, EvidenceStep } from './record.js';

/** A way to score a call: the product, a part of it, or a baseline that it has to beat. */
export interface Detector {
  readonly name: string;
  readonly score: (call: CallRecord) => number;
  /** When its score first went over a value, ms since the call began, Infinity when never; absent where nobody noted it. */
  readonly overAtMs?: (call: CallRecord, value: number) => number;
}

/** A call that gave a detector nothing to say. */
const NOTHING = Number.NEGATIVE_INFINITY;
const NEVER = Number.POSITIVE_INFINITY;

export const PRODUCT: Detector = { name: 'Callwarden', score: ({ score }) => score };
export const GATE: Detector = {
  name: 'gate alone',
  score: ({ evidence }) => highestGate(evidence) ?? NOTHING,
  overAtMs: ({ evidence }, value) => firstStep(evidence, ({ gate = NOTHING }) => gate > value),
};
export const JUDGE: Detector = {
  name: 'judge alone, when woken',
  score: ({ evidence }) => highestJudge(evidence) ?? NOTHING,
  overAtMs: ({ evidence }, value) => firstStep(evidence, ({ judge = NOTHING }) => judge > value),
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
  {
    name: 'keyword list',
    score: ({ keywords }) => keywords,
    overAtMs: ({ baselines }, value) => baselines?.keywordsAtMs[Math.max(0, Math.floor(value))] ?? NEVER,
  },
  {
    name: 'transcript length',
    score: ({ words }) => words,
    // The words after the last ten are not noted: they were said by the end.
    overAtMs: ({ baselines, words, durationMs }, value) =>
      words > value ? (baselines?.tenWordsAtMs[Math.max(0, Math.floor(value / 10))] ?? durationMs) : NEVER,
  },
  { name: 'majority', score: () => 0, overAtMs: () => NEVER },
];

/** What anybody could do, without a model. */
export const BASELINES = DETECTORS.slice(3);

/** Detectors that said anything of these calls: without a judge its rows would only mislead. */
export function detectorsFor(calls: readonly CallRecord[]): Detector[] {
  const judged = calls.some(({ evidence }) => evidence.some(({ judge }) => judge !== undefined));
  const asked = calls.some(({ judgeEveryPiece }) => judgeEveryPiece !== null);
  return DETECTORS.filter((detector) => detector !== JUDGE || judged).flatMap((detector) =>
    detector === JUDGE && asked ? [JUDGE, JUDGE_EVERY_PIECE] : [detector],
  );
}

function firstStep(evidence: CallRecord['evidence'], holds: (step: EvidenceStep) => boolean): number {
  return evidence.find(holds)?.atMs ?? NEVER;
}

/** The score that has to stay quiet when so many ordinary calls may go over it. */
export function quietScore(calls: readonly CallRecord[], { score }: Detector, allowed: number): number {
  const ordinary = calls.filter((call) => !isScam(call)).map((call) => score(call));
  return ordinary.sort((a, b) => b - a)[allowed] ?? NOTHING;
}

export function scored(calls: readonly CallRecord[], { score }: Detector): Scored[] {
  return calls.map((call) => ({ score: score(call), positive: isScam(call), story: storyOf(call) }));
}

/** What a call stands or falls together with: the scenario it was made from, else it stands for itself. */
export function storyOf({ scenario, corpus, id }: CallRecord): string {
  return scenario ?? `${corpus}/${id}`;
}

export function isScam({ label }: CallRecord): boolean {
  return label === 'scam';
}

/** Neither made up nor chosen to be hard: what a line would see. */
export function isReal({ synthetic, hardNegative }: CallRecord): boolean {
  return !synthetic && !hardNegative;
}

export function alerted(call: CallRecord, level?: 'scam'): boolean {
  return call.alerts.some((alert) => level === undefined || alert.level === level);
}

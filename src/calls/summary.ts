import type { CallDetector } from './call-detector.js';
import type { CallEnded } from './events.js';

export interface CallTotals {
  readonly audioMs: number;
  readonly lostMs: number;
  readonly speechMs: number;
  readonly unheard: number;
  readonly wallMs: number;
}

/** What is left to say when a call has ended. */
export function summarise(detector: CallDetector, totals: CallTotals): Omit<CallEnded, 'callId'> {
  const { highest, latest, alerts } = detector;
  const last = alerts.at(-1);
  return {
    type: 'call-ended',
    atMs: totals.audioMs,
    level: latest?.level ?? 'unknown',
    highest: last?.level ?? highest?.level ?? 'unknown',
    score: highest?.score ?? 0,
    category: last?.category ?? null,
    evidence: [...(last?.evidence ?? [])],
    alertAtMs: alerts[0]?.atMs ?? null,
    words: detector.transcript.wordCount,
    judged: detector.judged,
    tokens: detector.tokens,
    ...totals,
  };
}

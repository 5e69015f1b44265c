import { CallDetector, type DetectionEngines } from '../../calls/call-detector.js';
import type { Judge } from '../../detection/judge/judge.js';
import type { Turn } from '../../transcription/turn.js';
import type { LabelledTurn } from '../manifest/labelled-call.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';
import { cuesOf, labelsOf } from './base-record.js';
import { EvidenceLog, isUnanswered } from './evidence.js';
import { countKeywords } from './keywords.js';
import { spokenPieces } from './spoken-pieces.js';

export interface RunOptions {
  /** Words of one call kept in memory, as in the product's configuration. */
  readonly keepWords: number;
  readonly ablate: boolean;
  /** Told when the judge gives no answer, with the reason. */
  readonly onUnanswered: (reason: string) => void;
  readonly signal: AbortSignal;
}

/** Runs a written call through the second half of the road, in lockstep. */
export async function runTranscript(
  call: EvaluationCall,
  turns: readonly LabelledTurn[],
  kind: 'text' | 'labels',
  engines: DetectionEngines,
  options: RunOptions,
): Promise<CallRecord> {
  const { pieces, turnStartsMs, durationMs } = spokenPieces(turns);
  const log = new EvidenceLog();
  const judgeMs: number[] = [];
  let unanswered = 0;
  const callId = `${call.corpus}/${call.id}/${kind}`;
  const detector = new CallDetector(engines, {
    callId,
    lockstep: true,
    redact: false,
    keepWords: options.keepWords,
    emit: async (event) => {
      if (event.type === 'assessment') judgeMs.push(event.elapsedMs);
      if (isUnanswered(event)) {
        unanswered++;
        options.onUnanswered(event.message);
      }
    },
    signal: options.signal,
    observe: log.observe,
  });
  const began = performance.now();
  try {
    for (const piece of pieces) {
      options.signal.throwIfAborted();
      await detector.hear(piece, piece.endMs);
    }
    await detector.finish();
  } finally {
    detector.close();
  }
  const wallMs = performance.now() - began;
  const heardBy = turns.filter(({ party }) => party !== 'local');
  return {
    ...labelsOf(
      call,
      turns.map(({ party }) => party),
    ),
    ...cuesOf(call, turnStartsMs),
    kind,
    durationMs,
    words: detector.transcript.wordCount,
    score: log.highest,
    alerts: detector.alerts.map(({ level, atMs, category, score }) => ({ level, atMs, category, score })),
    keywords: countKeywords(heardBy.map(({ text }) => text).join(' . ')),
    judgeEveryPiece: options.ablate
      ? await judgeEveryPiece(pieces, engines.judge, callId, options.signal)
      : null,
    evidence: log.steps,
    hearing: null,
    cost: {
      wallMs,
      // Reading the process table costs more than a short call.
      cpuMs: null,
      judged: detector.judged,
      unanswered,
      tokens: detector.tokens,
      judgeMs,
      commitMs: [],
    },
  };
}

/** The judge without a gate that wakes it: asked whenever there are new words. */
async function judgeEveryPiece(
  pieces: readonly Turn[],
  judge: Judge | undefined,
  callId: string,
  signal: AbortSignal,
): Promise<number | null> {
  if (!judge) return null;
  const session = judge.open(`${callId}/every`);
  try {
    let highest: number | null = null;
    for (let heard = 1; heard <= pieces.length; heard++) {
      const { logit } = await session.assess(pieces.slice(0, heard), { signal });
      if (highest === null || logit > highest) highest = logit;
    }
    return highest;
  } finally {
    session.close();
  }
}

import { CallDetector, type DetectionEngines } from '../../calls/call-detector.js';
import type { Judge } from '../../detection/judge/judge.js';
import type { LabelledTurn } from '../manifest/labelled-call.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';
import { cuesOf, labelsOf } from './base-record.js';
import { EvidenceLog, isNotice, isUnanswered } from './evidence.js';
import { keywordTimes, tenWordTimes } from './keywords.js';
import { highestOf } from './rubrics.js';
import { spokenPieces } from './spoken-pieces.js';

export interface RunOptions {
  /** Words of one call kept in memory, as in the product's configuration. */
  readonly keepWords: number;
  /** Also asks the judge about every piece, without a gate that wakes it. */
  readonly ablate: boolean;
  /** The judge with other rubrics. */
  readonly rubrics: readonly Judge[];
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
  const askedAfter: number[] = [];
  let unanswered = 0;
  const callId = `${call.corpus}/${call.id}/${kind}`;
  const detector = new CallDetector(engines, {
    callId,
    lockstep: true,
    redact: false,
    keepWords: options.keepWords,
    emit: async (event) => {
      if (event.type === 'assessment') judgeMs.push(event.elapsedMs);
      if (isNotice(event) && isUnanswered(event)) {
        unanswered++;
        options.onUnanswered(event.message);
      }
    },
    signal: options.signal,
    observe: log.observe,
  });
  const began = performance.now();
  try {
    for (const [index, piece] of pieces.entries()) {
      options.signal.throwIfAborted();
      const judged = detector.judged;
      await detector.hear(piece, piece.endMs);
      if (detector.judged > judged) askedAfter.push(index + 1);
    }
    await detector.finish();
  } finally {
    detector.close();
  }
  const wallMs = performance.now() - began;
  const always = pieces.map((_, index) => index + 1);
  const rubrics: (number | null)[] = [];
  for (const judge of options.rubrics)
    rubrics.push(await highestOf(judge, callId, pieces, askedAfter, options));
  const said = pieces.map(({ party, text, endMs }) => ({ party, text, atMs: endMs }));
  const keywordsAtMs = keywordTimes(said.filter(({ party }) => party !== 'local'));
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
    keywords: keywordsAtMs.length,
    baselines: { keywordsAtMs, tenWordsAtMs: tenWordTimes(said) },
    judgeEveryPiece:
      options.ablate && engines.judge
        ? await highestOf(engines.judge, `${callId}/every`, pieces, always, options)
        : null,
    ...(rubrics.length > 0 ? { rubrics } : {}),
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

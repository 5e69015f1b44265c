import type { Party } from '../../audio/party.js';
import { analyzeRecording } from '../../calls/analyze-recording.js';
import type { Engines } from '../../calls/engines.js';
import type { CallEnded, CallEvent } from '../../calls/events.js';
import type { Config } from '../../config/schema.js';
import { CallwardenError } from '../../errors.js';
import { isPartyMap, type PartyMap } from '../../sources/recording/parties.js';
import type { RecordingInput } from '../../sources/recording/recording.js';
import { placeWords } from '../../transcription/word-times.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';
import { cuesOf, labelsOf } from './base-record.js';
import { cpuMeter } from './cpu-meter.js';
import { EvidenceLog, isNotice, isUnanswered } from './evidence.js';
import { type HeardTurn, hearingErrors } from './hearing-errors.js';
import { keywordTimes, type Said, tenWordTimes } from './keywords.js';

export interface RecordingRunOptions {
  readonly realtime: boolean;
  /** Told when the judge gives no answer, with the reason. */
  readonly onUnanswered: (reason: string) => void;
  /** Told what the reader of the recording has to say. */
  readonly onNotice: (notice: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a recorded call through the whole road.
 * @throws CallwardenError as `analyzeRecording`
 */
export async function runRecording(
  call: EvaluationCall,
  recording: RecordingInput,
  engines: Engines,
  config: Config,
  { realtime, onUnanswered, onNotice, signal }: RecordingRunOptions,
): Promise<CallRecord> {
  const log = new EvidenceLog();
  const map = partyMapOf(call);
  const cpu = cpuMeter();
  // Words are compared, not shown: a masked number would count as misheard.
  const plain = { ...config, transcript: { ...config.transcript, redact: false } };
  const { events, parties } = await analyzeRecording(recording, engines, plain, {
    callId: `${call.corpus}/${call.id}`,
    realtime,
    signal,
    observe: log.observe,
    ...(map ? { parties: map } : {}),
  });
  const seen = await collect(events, realtime);
  for (const reason of seen.unanswered) onUnanswered(reason);
  for (const notice of seen.notices) onNotice(notice);
  const cpuMs = cpu();
  const { ended, turns } = seen;
  const keywordsAtMs = keywordTimes(seen.said.filter(({ party }) => party !== 'local'));
  return {
    ...labelsOf(call, parties),
    ...cuesOf(call),
    kind: 'audio',
    durationMs: ended.audioMs,
    words: ended.words,
    score: log.highest,
    alerts: seen.alerts,
    keywords: keywordsAtMs.length,
    baselines: { keywordsAtMs, tenWordsAtMs: tenWordTimes(seen.said) },
    judgeEveryPiece: null,
    evidence: log.steps,
    hearing: call.turns ? hearingErrors(call.turns, turns, parties, ended.audioMs) : null,
    cost: {
      wallMs: ended.wallMs,
      cpuMs,
      judged: ended.judged,
      unanswered: seen.unanswered.length,
      tokens: ended.tokens,
      judgeMs: seen.judgeMs,
      commitMs: seen.commitMs,
      ...(realtime ? { alertMs: seen.alertMs } : {}),
    },
  };
}

interface Seen {
  readonly ended: CallEnded;
  readonly turns: readonly HeardTurn[];
  readonly alerts: CallRecord['alerts'];
  readonly judgeMs: number[];
  /** The words as they came. */
  readonly said: readonly (Said & { readonly party: Party })[];
  readonly commitMs: number[];
  readonly alertMs: number[];
  /** Why the judge gave no answer, each time. */
  readonly unanswered: readonly string[];
  readonly notices: readonly string[];
}

async function collect(events: AsyncIterable<CallEvent>, realtime: boolean): Promise<Seen> {
  const turns = new Map<string, HeardTurn>();
  const committed: { readonly atMs: number; readonly endMs: number }[] = [];
  const alerts: CallRecord['alerts'] = [];
  const judgeMs: number[] = [];
  const commitMs: number[] = [];
  const alertMs: number[] = [];
  const said: (Said & { readonly party: Party })[] = [];
  const unanswered: string[] = [];
  const notices: string[] = [];
  const began = performance.now();
  let ended: CallEnded | undefined;
  /** How far into the call the words reached that the latest event weighs, ms: an answer is about those that were asked about. */
  let weighedMs = 0;
  for await (const event of events) {
    const nowMs = performance.now() - began;
    if (event.type === 'turn') {
      const before = turns.get(event.id);
      const text = event.text.slice(before?.text.length ?? 0);
      if (text !== '') said.push({ party: event.party, text, atMs: event.atMs });
      if (realtime) commitMs.push(...waits(text, before?.endMs ?? event.startMs, event.endMs, nowMs));
      turns.set(event.id, event);
      committed.push(event);
      weighedMs = event.atMs;
    } else if (event.type === 'alert') {
      const { level, category, score } = event;
      // Live, an alert is there when it is told, which the judge may have delayed.
      alerts.push({ level, atMs: realtime ? Math.max(event.atMs, nowMs) : event.atMs, category, score });
      if (realtime) {
        const known = committed.filter(({ atMs }) => atMs <= weighedMs).map(({ endMs }) => endMs);
        alertMs.push(nowMs - Math.max(0, ...known));
      }
    } else if (event.type === 'assessment') {
      judgeMs.push(event.elapsedMs);
      weighedMs = event.atMs;
    } else if (event.type === 'call-ended') ended = event;
    else if (isNotice(event)) {
      if (isUnanswered(event)) unanswered.push(event.message);
      else notices.push(`${event.message} [${event.code}]`);
    }
  }
  if (!ended) throw new CallwardenError('CW_ABORTED', 'The call was stopped before its end.');
  return { ended, turns: [...turns.values()], said, alerts, judgeMs, commitMs, alertMs, unanswered, notices };
}

/** How long each of these words, spoken in this time, has waited. */
function waits(text: string, fromMs: number, toMs: number, nowMs: number): number[] {
  return placeWords(text.split(/\s+/).filter(Boolean), fromMs, toMs).map(({ endMs }) => nowMs - endMs);
}

function partyMapOf({ parties }: EvaluationCall): PartyMap | undefined {
  if (!parties) return undefined;
  const map = parties.left === 'mixed' ? 'mixed' : `${parties.left},${parties.right}`;
  if (isPartyMap(map)) return map;
  throw new CallwardenError(
    'CW_AUDIO_PARTIES',
    `The parties of ${parties.left} and ${parties.right} do not fit.`,
  );
}

import type { Party } from '../../audio/party.js';
import { analyzeRecording } from '../../calls/analyze-recording.js';
import type { Engines } from '../../calls/engines.js';
import type { CallEnded, CallEvent } from '../../calls/events.js';
import type { Config } from '../../config/schema.js';
import { CallwardenError } from '../../errors.js';
import { isPartyMap, type PartyMap } from '../../sources/recording/parties.js';
import type { RecordingInput } from '../../sources/recording/recording.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';
import { cuesOf, labelsOf } from './base-record.js';
import { cpuMeter } from './cpu-meter.js';
import { EvidenceLog, isUnanswered } from './evidence.js';
import { type HeardTurn, hearingErrors } from './hearing-errors.js';
import { countKeywords } from './keywords.js';

export interface RecordingRunOptions {
  readonly realtime: boolean;
  /** Told when the judge gives no answer, with the reason. */
  readonly onUnanswered: (reason: string) => void;
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
  { realtime, onUnanswered, signal }: RecordingRunOptions,
): Promise<CallRecord> {
  const log = new EvidenceLog();
  const map = partyMapOf(call);
  const cpu = cpuMeter();
  // Words are compared, not shown: a masked number would count as misheard.
  const plain = { ...config, transcript: { ...config.transcript, redact: false } };
  const { events } = await analyzeRecording(recording, engines, plain, {
    callId: `${call.corpus}/${call.id}`,
    realtime,
    signal,
    observe: log.observe,
    ...(map ? { parties: map } : {}),
  });
  const seen = await collect(events, realtime);
  for (const reason of seen.unanswered) onUnanswered(reason);
  const cpuMs = cpu();
  const { ended, turns } = seen;
  const parties = partiesHeard(recording, map);
  const remote = turns.filter(({ party }) => party !== 'local');
  return {
    ...labelsOf(call, parties),
    ...cuesOf(call, []),
    kind: 'audio',
    durationMs: ended.audioMs,
    words: ended.words,
    score: log.highest,
    alerts: seen.alerts,
    keywords: countKeywords(remote.map(({ text }) => text).join(' . ')),
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
    },
  };
}

interface Seen {
  readonly ended: CallEnded;
  readonly turns: readonly HeardTurn[];
  readonly alerts: CallRecord['alerts'];
  readonly judgeMs: number[];
  readonly commitMs: number[];
  /** Why the judge gave no answer, each time. */
  readonly unanswered: readonly string[];
}

async function collect(events: AsyncIterable<CallEvent>, realtime: boolean): Promise<Seen> {
  const turns = new Map<string, HeardTurn>();
  const alerts: CallRecord['alerts'] = [];
  const judgeMs: number[] = [];
  const commitMs: number[] = [];
  const unanswered: string[] = [];
  const began = performance.now();
  let ended: CallEnded | undefined;
  for await (const event of events) {
    if (event.type === 'turn') {
      const grown = event.text.length > (turns.get(event.id)?.text.length ?? 0);
      if (realtime && grown) commitMs.push(performance.now() - began - event.endMs);
      turns.set(event.id, event);
    } else if (event.type === 'alert') {
      const { level, atMs, category, score } = event;
      alerts.push({ level, atMs, category, score });
    } else if (event.type === 'assessment') judgeMs.push(event.elapsedMs);
    else if (isUnanswered(event)) unanswered.push(event.message);
    else if (event.type === 'call-ended') ended = event;
  }
  if (!ended) throw new CallwardenError('CW_ABORTED', 'The call was stopped before its end.');
  return { ended, turns: [...turns.values()], alerts, judgeMs, commitMs, unanswered };
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

/** Whom the recording tells apart: what it was given as, else what a mono file can hold. */
function partiesHeard(recording: RecordingInput, map: PartyMap | undefined): Party[] {
  if (!('file' in recording)) return ['remote', 'local'];
  return map === undefined || map === 'mixed' ? ['mixed'] : ['remote', 'local'];
}

import type { Party } from '../../audio/party.js';
import type { EvaluationCall } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';

type Labels = Pick<
  CallRecord,
  | 'id'
  | 'corpus'
  | 'label'
  | 'category'
  | 'hardNegative'
  | 'scenario'
  | 'source'
  | 'synthetic'
  | 'rendering'
  | 'parties'
>;

/** What a record takes from the call's labels. */
export function labelsOf(call: EvaluationCall, parties: readonly Party[]): Labels {
  const { id, corpus, label, category, source } = call;
  const told = new Set(parties);
  const scenario = call.scenario ?? call.campaign;
  return {
    id,
    corpus,
    label,
    category,
    source,
    hardNegative: call.hardNegative ?? false,
    ...(scenario === undefined ? {} : { scenario }),
    synthetic: call.synthetic ?? false,
    rendering: call.rendering ?? null,
    parties: told.has('mixed') ? 'mixed' : told.size === 2 ? 'both' : 'one',
  };
}

/** Where the cues stand, from the labels: times, or the turns that hold them, whose times may be labelled, too. */
export function cuesOf(
  call: EvaluationCall,
  turnStartsMs: readonly (number | undefined)[] = (call.turns ?? []).map(({ startMs }) => startMs),
): Pick<CallRecord, 'firstCueMs' | 'extractionCueMs'> {
  const at = (turn: number | undefined) => (turn === undefined ? undefined : turnStartsMs[turn]);
  return {
    firstCueMs: call.firstCueMs ?? at(call.firstCueTurn) ?? null,
    extractionCueMs: call.extractionCueMs ?? at(call.extractionCueTurn) ?? null,
  };
}

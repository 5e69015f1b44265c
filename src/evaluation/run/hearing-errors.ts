import type { Party } from '../../audio/party.js';
import type { LabelledTurn } from '../manifest/labelled-call.js';
import type { HearingRecord } from '../report/record.js';
import { spokenWords } from '../spoken-words.js';
import { countErrors } from '../word-errors.js';

export interface HeardTurn {
  readonly party: Party;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** Labels and recognition each place speech within about this, ms. */
const MARGIN_MS = 500;

/**
 * How well a call was heard, beside what was said. Where the recording mixes the parties, so does the reference.
 * @param parties whom the recording tells apart
 */
export function hearingErrors(
  reference: readonly LabelledTurn[],
  heard: readonly HeardTurn[],
  parties: readonly Party[],
  durationMs: number,
): HearingRecord {
  const record: HearingRecord = { parties: [], silentMs: 0, inventedWords: 0, speechMs: 0, droppedMs: 0 };
  for (const party of new Set(parties)) {
    const said = reference.filter((turn) => party === 'mixed' || turn.party === party);
    const own = heard.filter((turn) => turn.party === party).sort((a, b) => a.startMs - b.startMs);
    record.parties.push({ party, ...countErrors(wordsOf(said), wordsOf(own)) });
    if (said.some((turn) => turn.startMs === undefined)) continue;

    const spans = said.flatMap(({ startMs, endMs, text }) =>
      startMs !== undefined && endMs !== undefined && spokenWords(text).length > 0 ? { startMs, endMs } : [],
    );
    const marked = said.flatMap(({ startMs = 0, endMs = 0 }) => ({
      startMs: startMs - MARGIN_MS,
      endMs: endMs + MARGIN_MS,
    }));
    record.silentMs += Math.max(0, durationMs - covered(marked, durationMs));
    for (const turn of own) {
      if (!marked.some((span) => overlap(span, turn))) record.inventedWords += spokenWords(turn.text).length;
    }
    for (const span of spans) {
      record.speechMs += span.endMs - span.startMs;
      if (!own.some((turn) => overlap(turn, span))) record.droppedMs += span.endMs - span.startMs;
    }
  }
  return record;
}

function wordsOf(turns: readonly { readonly text: string }[]): string[] {
  return turns.flatMap(({ text }) => spokenWords(text));
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

function overlap(a: Span, b: Span): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs;
}

/** Time within 0..durationMs that the spans cover together. */
function covered(spans: readonly Span[], durationMs: number): number {
  let [sum, reached] = [0, 0];
  for (const { startMs, endMs } of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const to = Math.min(endMs, durationMs);
    sum += Math.max(0, to - Math.max(startMs, reached));
    reached = Math.max(reached, to);
  }
  return sum;
}

import type { CallEvent } from '../../calls/events.js';
import type { Value } from '../database/connection.js';
import { numberKey } from '../numbers.js';
import type { CallFacts } from '../records.js';

// How each event becomes a row. Rows below a call find it by its id, so that a call which was deleted while it
// lasts stays deleted: nothing more of it is written.

type Event<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Value[];
}

const below = (columns: string, count: number) =>
  `(call, ${columns}) SELECT seq${', ?'.repeat(count)} FROM calls WHERE id = ?`;

/** @param withNumbers whether numbers and names are kept */
export function callRow(
  callId: string,
  event: Event<'call-started'>,
  call: CallFacts,
  withNumbers: boolean,
): Statement {
  const startedAt = call.startedAt.getTime();
  const kept = (value: string | undefined) => (withNumbers ? (value ?? null) : null);
  const { remote, local } = call;
  return {
    sql: `INSERT INTO calls (id, line, direction, remote_number, remote_name, remote_key, local_number, local_name,
      started_at, level_at, ear, gate, judge) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    parameters: [
      callId,
      call.line,
      call.direction,
      kept(remote.number),
      kept(remote.name),
      kept(remote.number && numberKey(remote.number)),
      kept(local.number),
      kept(local.name),
      startedAt,
      startedAt,
      event.models.ear,
      event.models.gate,
      event.models.judge,
    ],
  };
}

export function turnRow(callId: string, turn: Event<'turn'>): Statement {
  const { id, atMs, party, startMs, endMs, text, confidence, final } = turn;
  return {
    sql: `INSERT INTO turns ${below('id, at_ms, party, start_ms, end_ms, text, confidence, final', 8)}
      ON CONFLICT (call, id) DO UPDATE SET at_ms = excluded.at_ms, end_ms = excluded.end_ms, text = excluded.text,
      confidence = excluded.confidence, final = excluded.final`,
    parameters: [id, atMs, party, startMs, endMs, text, confidence, final ? 1 : 0, callId],
  };
}

export function riskRow(callId: string, { atMs, score, level, previous }: Event<'risk'>): Statement {
  return {
    sql: `INSERT INTO risk ${below('at_ms, score, level, previous', 4)}`,
    parameters: [atMs, score, level, previous, callId],
  };
}

/** @param quote what was said, or nothing where words are not kept */
export function signalRow(callId: string, event: Event<'signal'>, quote: string): Statement {
  const { atMs, signal, party, startMs, endMs } = event;
  return {
    sql: `INSERT INTO signals ${below('at_ms, signal, party, start_ms, end_ms, quote', 6)}`,
    parameters: [atMs, signal, party, startMs, endMs, quote, callId],
  };
}

export function noticeRow(callId: string, { atMs, code, message }: Event<'notice'>): Statement {
  return {
    sql: `INSERT INTO notices ${below('at_ms, code, message', 3)}`,
    parameters: [atMs, code, message, callId],
  };
}

/** @param at wall clock, ms */
export function alertRow(callId: string, alert: Event<'alert'>, at: number, withText: boolean): Statement {
  const { atMs, level, score, category, title, advice, evidence } = alert;
  return {
    sql: `INSERT INTO alerts ${below('at, at_ms, level, score, category, title, advice, evidence', 8)}
      ON CONFLICT (call, level) DO NOTHING`,
    parameters: [
      at,
      atMs,
      level,
      score,
      category,
      title,
      advice,
      JSON.stringify(withText ? evidence : []),
      callId,
    ],
  };
}

/** Level and score as they are now; `highest` only grows. @param levelAt wall clock, ms */
export function riskOfCall(
  callId: string,
  { level, score }: Event<'risk'>,
  levelAt: number,
  highest: { readonly level: string; readonly score: number },
): Statement {
  return {
    sql: `UPDATE calls SET level = ?, level_at = ?, score = ?, highest = ?, highest_score = ? WHERE id = ?`,
    parameters: [level, levelAt, score, highest.level, highest.score, callId],
  };
}

export function categoryOfCall(callId: string, { category, level }: Event<'alert'>): Statement {
  return {
    sql: `UPDATE calls SET category = ?, highest = ? WHERE id = ?`,
    parameters: [category, level, callId],
  };
}

export function degradedCall(callId: string): Statement {
  return { sql: `UPDATE calls SET degraded = 1 WHERE id = ?`, parameters: [callId] };
}

/** @param endedAt wall clock, ms */
export function endOfCall(callId: string, event: Event<'call-ended'>, endedAt: number): Statement {
  const { highest, score, category, audioMs, lostMs, speechMs, words, judged } = event;
  return {
    sql: `UPDATE calls SET ended_at = ?, highest = ?, highest_score = ?, category = ?, audio_ms = ?, lost_ms = ?,
      speech_ms = ?, words = ?, judged = ? WHERE id = ?`,
    parameters: [endedAt, highest, score, category, audioMs, lostMs, speechMs, words, judged, callId],
  };
}

/** @param endedAt wall clock, ms */
export function interruptedCall(callId: string, endedAt: number): Statement {
  return {
    sql: `UPDATE calls SET ended_at = ?, interrupted = 1 WHERE id = ?`,
    parameters: [endedAt, callId],
  };
}

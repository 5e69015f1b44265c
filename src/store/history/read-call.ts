import { PARTIES } from '../../audio/party.js';
import { categoryOf, signalTitle } from '../../detection/taxonomy.js';
import { flag, number, text, textOrNull, time, timeOrNull, word } from '../database/columns.js';
import type { Connection, Row } from '../database/connection.js';
import type {
  StoredAlert,
  StoredCall,
  StoredCallDetail,
  StoredNotice,
  StoredRisk,
  StoredSignal,
  StoredTurn,
} from '../records.js';

export const LEVELS = ['unknown', 'clear', 'suspicious', 'scam'] as const;
const DIRECTIONS = ['inbound', 'outbound', 'unknown'] as const;
const VERDICTS = ['not-scam', 'was-scam'] as const;

/** Columns that `callOf` reads: a call with its feedback. */
export const CALL_COLUMNS = `calls.*, feedback.verdict, feedback.at AS feedback_at`;
export const CALLS_WITH_FEEDBACK = `calls LEFT JOIN feedback ON feedback.call = calls.seq`;

export function callOf(row: Row): StoredCall {
  const category = textOrNull(row, 'category');
  const verdict = textOrNull(row, 'verdict');
  return {
    callId: text(row, 'id'),
    line: text(row, 'line'),
    startedAt: time(row, 'started_at'),
    endedAt: timeOrNull(row, 'ended_at'),
    interrupted: flag(row, 'interrupted'),
    direction: word(row, 'direction', DIRECTIONS, 'unknown'),
    remote: { number: textOrNull(row, 'remote_number'), name: textOrNull(row, 'remote_name') },
    local: { number: textOrNull(row, 'local_number'), name: textOrNull(row, 'local_name') },
    level: word(row, 'level', LEVELS, 'unknown'),
    levelSince: time(row, 'level_at'),
    highest: word(row, 'highest', LEVELS, 'unknown'),
    score: number(row, 'score'),
    highestScore: number(row, 'highest_score'),
    category,
    title: category === null ? null : (categoryOf(category)?.title ?? category),
    degraded: flag(row, 'degraded'),
    feedback:
      verdict === null
        ? null
        : { verdict: word(row, 'verdict', VERDICTS, 'not-scam'), at: time(row, 'feedback_at') },
    audioMs: number(row, 'audio_ms'),
    lostMs: number(row, 'lost_ms'),
    speechMs: number(row, 'speech_ms'),
    words: number(row, 'words'),
    judged: number(row, 'judged'),
    models: { ear: text(row, 'ear'), gate: text(row, 'gate'), judge: textOrNull(row, 'judge') },
  };
}

/** Everything that is kept of one call; undefined where there is no such call. */
export function readCall(db: Connection, callId: string): StoredCallDetail | undefined {
  const row = db.first(`SELECT ${CALL_COLUMNS} FROM ${CALLS_WITH_FEEDBACK} WHERE calls.id = ?`, [callId]);
  if (!row) return undefined;
  const below = (table: string, order: string) =>
    db.all(`SELECT * FROM ${table} WHERE call = ? ORDER BY ${order}`, [number(row, 'seq')]);
  const turns = below('turns', 'start_ms, at_ms').map(turnOf);
  return {
    ...callOf(row),
    transcriptKept: turns.length > 0,
    turns,
    risk: below('risk', 'at_ms, rowid').map(riskOf),
    signals: below('signals', 'at_ms, rowid').map(signalOf),
    alerts: below('alerts', 'at_ms, seq').map(alertOf),
    notices: below('notices', 'at_ms, rowid').map(noticeOf),
  };
}

function turnOf(row: Row): StoredTurn {
  return {
    atMs: number(row, 'at_ms'),
    id: text(row, 'id'),
    party: word(row, 'party', PARTIES, 'mixed'),
    startMs: number(row, 'start_ms'),
    endMs: number(row, 'end_ms'),
    text: text(row, 'text'),
    confidence: number(row, 'confidence'),
    final: flag(row, 'final'),
  };
}

function riskOf(row: Row): StoredRisk {
  return {
    atMs: number(row, 'at_ms'),
    score: number(row, 'score'),
    level: word(row, 'level', LEVELS, 'unknown'),
    previous: word(row, 'previous', LEVELS, 'unknown'),
  };
}

function signalOf(row: Row): StoredSignal {
  return {
    atMs: number(row, 'at_ms'),
    signal: text(row, 'signal'),
    title: signalTitle(text(row, 'signal')),
    party: word(row, 'party', PARTIES, 'mixed'),
    quote: text(row, 'quote'),
    startMs: number(row, 'start_ms'),
    endMs: number(row, 'end_ms'),
  };
}

function alertOf(row: Row): StoredAlert {
  return {
    at: time(row, 'at'),
    atMs: number(row, 'at_ms'),
    level: word(row, 'level', ['suspicious', 'scam'], 'suspicious'),
    score: number(row, 'score'),
    category: text(row, 'category'),
    title: text(row, 'title'),
    advice: text(row, 'advice'),
    evidence: JSON.parse(text(row, 'evidence')),
  };
}

function noticeOf(row: Row): StoredNotice {
  return { atMs: number(row, 'at_ms'), code: text(row, 'code'), message: text(row, 'message') };
}

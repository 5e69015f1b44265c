import type { RiskLevel } from '../../detection/risk.js';
import { TAXONOMY } from '../../detection/taxonomy.js';
import { CallwardenError } from '../../errors.js';
import { number } from '../database/columns.js';
import type { Connection, Value } from '../database/connection.js';
import { numberKey } from '../numbers.js';
import type { StoredCall } from '../records.js';
import { CALL_COLUMNS, CALLS_WITH_FEEDBACK, callOf } from './read-call.js';

/** Which calls, newest first. All conditions hold together. */
export interface HistoryQuery {
  /** `next` of the page before. */
  readonly cursor?: string;
  /** Calls a page, 1 to 200; 50 when not given. */
  readonly limit?: number;
  /** The highest level that the call came to. */
  readonly level?: RiskLevel;
  readonly line?: string;
  /** Calls that began at or after this, ISO 8601. */
  readonly from?: string;
  /** Calls that began before this, ISO 8601. */
  readonly to?: string;
  /** The other side's number, however it is written. */
  readonly number?: string;
  /** Part of a number, a name or a category, or words where text is kept. Letter case counts beyond A to Z. */
  readonly q?: string;
  /** Only calls that have ended, or only those that last. */
  readonly state?: 'live' | 'ended';
}

export interface HistoryPage {
  readonly calls: readonly StoredCall[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

const PAGE = 50;
const LONGEST_PAGE = 200;

/** @throws CallwardenError CW_STORE_CURSOR */
export function readHistory(db: Connection, query: HistoryQuery): HistoryPage {
  const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? PAGE)), LONGEST_PAGE);
  const { where, parameters } = conditions(query);
  const rows = db.all(
    `SELECT ${CALL_COLUMNS} FROM ${CALLS_WITH_FEEDBACK} ${where}
     ORDER BY calls.started_at DESC, calls.seq DESC LIMIT ?`,
    [...parameters, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? `${number(last, 'started_at')}.${number(last, 'seq')}` : null;
  return { calls: page.map(callOf), next };
}

function conditions(query: HistoryQuery): { where: string; parameters: Value[] } {
  const { cursor, level, line, from, to, q, state } = query;
  const terms: string[] = [];
  const parameters: Value[] = [];
  const require = (term: string, ...values: Value[]) => {
    terms.push(term);
    parameters.push(...values);
  };
  if (cursor !== undefined) require('(calls.started_at, calls.seq) < (?, ?)', ...placeOf(cursor));
  if (level !== undefined) require('calls.highest = ?', level);
  if (line !== undefined) require('calls.line = ?', line);
  if (from !== undefined) require('calls.started_at >= ?', Date.parse(from));
  if (to !== undefined) require('calls.started_at < ?', Date.parse(to));
  if (query.number !== undefined) require('calls.remote_key = ?', numberKey(query.number));
  if (state !== undefined) require(`calls.ended_at IS ${state === 'live' ? 'NULL' : 'NOT NULL'}`);
  const wanted = q?.trim() ?? '';
  if (wanted !== '') {
    const { term, values } = anywhere(wanted);
    require(term, ...values);
  }
  return { where: terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '', parameters };
}

/**
 * Plain LIKE, no full-text index: an index would hold every word a second time, and taking words out of it is slow
 * (measured: 0.3 ms of CPU a turn, while reading 100,000 turns through takes 30 ms).
 */
function anywhere(wanted: string): { term: string; values: Value[] } {
  const places = [
    'remote_number',
    'remote_key',
    'remote_name',
    'local_number',
    'local_name',
    'line',
    'category',
  ];
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const titles = TAXONOMY.categories.filter(({ title }) =>
    title.toLowerCase().includes(wanted.toLowerCase()),
  );
  const key = numberKey(wanted).replace(/[\\%_]/g, '\\$&');
  const like = (column: string) => `${column} LIKE ? ESCAPE '\\'`;
  const term = [
    ...places.map((column) => like(`calls.${column}`)),
    `calls.category IN (${titles.map(() => '?').join(', ')})`,
    `EXISTS (SELECT 1 FROM turns WHERE call = calls.seq AND ${like('text')})`,
    `EXISTS (SELECT 1 FROM alerts WHERE call = calls.seq AND ${like('evidence')})`,
  ].join(' OR ');
  const values = places.map((column) => (column === 'remote_key' ? `%${key}%` : pattern));
  return { term: `(${term})`, values: [...values, ...titles.map(({ id }) => id), pattern, pattern] };
}

function placeOf(cursor: string): [number, number] {
  const [, startedAt, seq] = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? [];
  if (startedAt === undefined || seq === undefined) {
    throw new CallwardenError(
      'CW_STORE_CURSOR',
      'The cursor is not one that a page gave: begin again without it.',
    );
  }
  return [Number(startedAt), Number(seq)];
}

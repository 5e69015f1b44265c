import type { StoreConfig } from '../../config/store.js';
import type { Connection } from '../database/connection.js';

/** What a purge removed. */
export interface PurgeResult {
  /** Calls of which nothing is left. */
  readonly calls: number;
  /** Calls that lost their numbers and names and go on because something else of them is kept. */
  readonly anonymised: number;
  readonly alerts: number;
  /** Rows of transcripts and timelines. */
  readonly transcripts: number;
  readonly feedback: number;
  /** Copies made before upgrades. */
  readonly copies: number;
}

const DAY_MS = 86_400_000;

/** What hangs on a call and was heard in it. */
export const HEARD = ['turns', 'risk', 'signals', 'notices'] as const;

const NOTHING_ELSE = ['alerts', 'feedback', ...HEARD]
  .map((table) => `NOT EXISTS (SELECT 1 FROM ${table} WHERE call = calls.seq)`)
  .join(' AND ');

/** Deletes what is too old, to be called in a transaction. A call that lasts is left alone. @param now wall clock, ms */
export function deleteExpired(
  db: Connection,
  { keepDays }: Pick<StoreConfig, 'keepDays'>,
  now: number,
): Omit<PurgeResult, 'copies'> {
  // null, for ever: nothing began before the beginning of time.
  const before = (days: number | null) => (days === null ? Number.MIN_SAFE_INTEGER : now - days * DAY_MS);
  const old = 'ended_at IS NOT NULL AND started_at < ?';
  const transcripts = HEARD.map((table) =>
    db.run(`DELETE FROM ${table} WHERE call IN (SELECT seq FROM calls WHERE ${old})`, [
      before(keepDays.transcripts),
    ]),
  ).reduce((sum, removed) => sum + removed, 0);
  const alerts = db.run('DELETE FROM alerts WHERE at < ?', [before(keepDays.alerts)]);
  const feedback = db.run('DELETE FROM feedback WHERE at < ?', [before(keepDays.feedback)]);
  const calls = db.run(`DELETE FROM calls WHERE ${old} AND ${NOTHING_ELSE}`, [before(keepDays.calls)]);
  const anonymised = db.run(
    `UPDATE calls SET remote_number = NULL, remote_name = NULL, remote_key = NULL, local_number = NULL, local_name = NULL
     WHERE ${old} AND coalesce(remote_number, remote_name, local_number, local_name) IS NOT NULL`,
    [before(keepDays.calls)],
  );
  return { calls, anonymised, alerts, transcripts, feedback };
}

import { timeOrNull } from './database/columns.js';
import type { Connection } from './database/connection.js';
import { bytesOf } from './database/files.js';

/** How much is remembered, for metrics and the health page. */
export interface StoreStats {
  /** Database, journal and copies made before upgrades, bytes on disk. */
  readonly bytes: number;
  readonly calls: number;
  readonly alerts: number;
  /** Calls whose words are kept. */
  readonly transcripts: number;
  readonly feedback: { readonly notScam: number; readonly wasScam: number };
  readonly auditEntries: number;
  /** Start of the oldest call kept, ISO 8601. */
  readonly oldestCall: string | null;
}

export function readStats(db: Connection, file: string): StoreStats {
  const count = (what: string) => db.count(`SELECT count(*) FROM ${what}`);
  const oldest = db.first('SELECT min(started_at) AS oldest FROM calls');
  return {
    bytes: bytesOf(file),
    calls: count('calls'),
    alerts: count('alerts'),
    transcripts: count('calls WHERE EXISTS (SELECT 1 FROM turns WHERE call = calls.seq)'),
    feedback: {
      notScam: count("feedback WHERE verdict = 'not-scam'"),
      wasScam: count("feedback WHERE verdict = 'was-scam'"),
    },
    auditEntries: count('audit'),
    oldestCall: oldest ? timeOrNull(oldest, 'oldest') : null,
  };
}

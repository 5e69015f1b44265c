import type { Migration } from './migrate.js';

// Times called `_at` are wall clock, ms since 1970; times called `_ms` count from the start of the call.

const FIRST = `
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  line TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound', 'unknown')),
  remote_number TEXT,
  remote_name TEXT,
  remote_key TEXT,
  local_number TEXT,
  local_name TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  interrupted INTEGER NOT NULL DEFAULT 0,
  level TEXT NOT NULL DEFAULT 'unknown' CHECK (level IN ('unknown', 'clear', 'suspicious', 'scam')),
  level_at INTEGER NOT NULL,
  highest TEXT NOT NULL DEFAULT 'unknown' CHECK (highest IN ('unknown', 'clear', 'suspicious', 'scam')),
  score REAL NOT NULL DEFAULT 0,
  highest_score REAL NOT NULL DEFAULT 0,
  category TEXT,
  degraded INTEGER NOT NULL DEFAULT 0,
  audio_ms REAL NOT NULL DEFAULT 0,
  lost_ms REAL NOT NULL DEFAULT 0,
  speech_ms REAL NOT NULL DEFAULT 0,
  words INTEGER NOT NULL DEFAULT 0,
  judged INTEGER NOT NULL DEFAULT 0,
  ear TEXT NOT NULL,
  gate TEXT NOT NULL,
  judge TEXT
) STRICT;
CREATE INDEX calls_by_start ON calls (started_at, seq);
CREATE INDEX calls_by_number ON calls (remote_key) WHERE remote_key IS NOT NULL;
CREATE INDEX calls_unfinished ON calls (seq) WHERE ended_at IS NULL;

CREATE TABLE alerts (
  seq INTEGER PRIMARY KEY,
  call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
  at INTEGER NOT NULL,
  at_ms REAL NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('suspicious', 'scam')),
  score REAL NOT NULL,
  category TEXT NOT NULL,
  title TEXT NOT NULL,
  advice TEXT NOT NULL,
  evidence TEXT NOT NULL,
  UNIQUE (call, level)
) STRICT;

CREATE TABLE feedback (
  call INTEGER PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('not-scam', 'was-scam'))
) STRICT;

CREATE TABLE turns (
  call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
  id TEXT NOT NULL,
  at_ms REAL NOT NULL,
  party TEXT NOT NULL CHECK (party IN ('remote', 'local', 'mixed')),
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  text TEXT NOT NULL,
  confidence REAL NOT NULL,
  final INTEGER NOT NULL,
  PRIMARY KEY (call, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE risk (
  call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
  at_ms REAL NOT NULL,
  score REAL NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('unknown', 'clear', 'suspicious', 'scam')),
  previous TEXT NOT NULL CHECK (previous IN ('unknown', 'clear', 'suspicious', 'scam'))
) STRICT;
CREATE INDEX risk_by_call ON risk (call);

CREATE TABLE signals (
  call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
  at_ms REAL NOT NULL,
  signal TEXT NOT NULL,
  party TEXT NOT NULL CHECK (party IN ('remote', 'local', 'mixed')),
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  quote TEXT NOT NULL
) STRICT;
CREATE INDEX signals_by_call ON signals (call);

CREATE TABLE notices (
  call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
  at_ms REAL NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_call ON notices (call);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  role TEXT NOT NULL,
  session TEXT,
  user TEXT,
  action TEXT NOT NULL,
  call TEXT,
  detail TEXT,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_call ON audit (call, action);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
`;

/** Every change of the schema, oldest first; one that was released is never edited. */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: FIRST }];

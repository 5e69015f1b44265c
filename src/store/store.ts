import type { StoreConfig } from '../config/store.js';
import { CallwardenError } from '../errors.js';
import { AuditLog } from './audit/audit-log.js';
import type { AuditAction, Who } from './audit/entry.js';
import type { Connection } from './database/connection.js';
import { storeKey } from './database/key.js';
import { openDatabase } from './database/open-database.js';
import { type HistoryPage, type HistoryQuery, readHistory } from './history/history.js';
import { readCall } from './history/read-call.js';
import { CallJournal } from './journal/call-journal.js';
import { storeFile } from './location.js';
import { numberKey } from './numbers.js';
import type { CallExport, Feedback, StoredCallDetail, Verdict } from './records.js';
import type { PurgeResult } from './retention/purge.js';
import { Removal } from './retention/removal.js';
import { readStats, type StoreStats } from './stats.js';

export interface StoreOptions {
  /** Wall clock, ms since 1970. */
  readonly now?: () => number;
  readonly env?: NodeJS.ProcessEnv;
  /** How long a write waits for another process, ms. */
  readonly busyMs?: number;
  /** Writing a live call failed, or what was deleted is not gone from the files: see `CallJournal`, `Scrubber`. */
  readonly onFailure?: (error: CallwardenError) => void;
}

/**
 * What Callwarden remembers: calls, alerts, and what the configuration allows beyond them, in one SQLite file. All methods
 * are synchronous, and what they write is on disk when they return; they throw CallwardenError CW_STORE_*.
 */
export class Store implements AsyncDisposable {
  readonly audit: AuditLog;
  readonly #removal: Removal;
  #journal: CallJournal | undefined;
  #closed = false;

  private constructor(
    /** Where it is. */
    readonly file: string,
    readonly encrypted: boolean,
    readonly config: StoreConfig,
    private readonly db: Connection,
    private readonly options: StoreOptions & Required<Pick<StoreOptions, 'now' | 'onFailure'>>,
  ) {
    this.audit = new AuditLog(db, options.now);
    this.#removal = new Removal(db, file, this.audit, options.onFailure);
  }

  /**
   * Opens the database that the configuration names, or makes it, and upgrades its schema.
   * @throws CallwardenError CW_STORE_* saying in one sentence what is wrong and what to do
   */
  static open(config: StoreConfig, options: StoreOptions = {}): Store {
    const file = storeFile(config, options.env);
    const key = storeKey(config, options.env);
    const { busyMs } = options;
    const db = openDatabase(file, { key, ...(busyMs === undefined ? {} : { busyMs }) });
    return new Store(file, key !== undefined, config, db, {
      now: Date.now,
      onFailure: () => {},
      ...options,
    });
  }

  /** Takes the events of live calls. Only the process that hears calls asks for it: it ends what an earlier run left open. */
  get journal(): CallJournal {
    this.#journal ??= new CallJournal(this.db, this.config, {
      file: this.file,
      now: this.options.now,
      onFailure: this.options.onFailure,
    });
    return this.#journal;
  }

  /** Calls, newest first. @throws CallwardenError CW_STORE_CURSOR */
  history(query: HistoryQuery = {}): HistoryPage {
    this.#journal?.flush();
    return readHistory(this.db, query);
  }

  /** Why pieces of what was deleted may still lie in the files; null when they do not. It names no file. */
  get unscrubbed(): CallwardenError | null {
    return this.#removal.owed;
  }

  /** Whether anything is kept of a call, live or ended. */
  has(callId: string): boolean {
    return this.db.count('SELECT count(*) FROM calls WHERE id = ?', [this.#idOf(callId)]) > 0;
  }

  /** Everything that is kept of one call, live or ended; undefined where nothing is. Writes down who looked. */
  call(callId: string, who: Who): StoredCallDetail | undefined {
    const call = readCall(this.db, this.#idOf(callId));
    if (call) this.audit.viewed(who, call.callId);
    return call;
  }

  /** Keeps what a person says of a call; a later answer takes the place of an earlier one. @throws CallwardenError CW_STORE_CALL_UNKNOWN */
  feedback(callId: string, verdict: Verdict, who: Who): Feedback {
    const id = this.#idOf(callId);
    const at = this.options.now();
    this.db.transaction(() => {
      if (!readCall(this.db, id)) throw unknownCall(callId);
      if (this.config.keepDays.feedback !== 0) {
        this.db.run(
          `INSERT INTO feedback (call, at, verdict) SELECT seq, ?, ? FROM calls WHERE id = ?
           ON CONFLICT (call) DO UPDATE SET at = excluded.at, verdict = excluded.verdict`,
          [at, verdict, id],
        );
      }
      this.audit.record(who, { action: 'feedback', callId: id, detail: verdict });
    });
    return { verdict, at: new Date(at).toISOString() };
  }

  /** Removes a call and all that hangs on it; nothing more is written of it should it last. @throws CallwardenError CW_STORE_CALL_UNKNOWN */
  deleteCall(callId: string, who: Who): void {
    if (!this.#removal.one(this.#idOf(callId), who)) throw unknownCall(callId);
  }

  /** Removes all calls with that remote number. @returns how many there were */
  deleteNumber(number: string, who: Who): number {
    const ids = this.#callsOf(number);
    this.#removal.allOfNumber(ids, who);
    return ids.length;
  }

  /**
   * Everything that is kept of one call, to be handed out. That it was is written down first: what becomes of it then
   * cannot be known here, and nothing may leave that is not written down.
   * @throws CallwardenError CW_STORE_CALL_UNKNOWN
   */
  exportCall(callId: string, who: Who): CallExport {
    return this.#export([this.#idOf(callId)], callId, who);
  }

  /** Like `exportCall` for all calls with that remote number, oldest first; there may be none. */
  exportNumber(number: string, who: Who): CallExport {
    return this.#export(this.#callsOf(number), number, who);
  }

  /** Nothing came of an export after all: it has an entry already, and this one says so beside it. */
  exportFailed({ calls }: CallExport, who: Who): void {
    this.#audited('export-failed', calls, who);
  }

  /** Removes what is older than `keepDays` allows. */
  purge(who: Who = { role: 'service' }): PurgeResult {
    this.#journal?.flush();
    return this.#removal.expired(this.config, this.options.now(), who);
  }

  stats(): StoreStats {
    return readStats(this.db, this.file);
  }

  /** Writes what is owed and closes the file. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#journal?.close();
    this.#removal.close();
    try {
      this.db.all('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The journal of the database is as good a place: the next start reads it.
    }
    this.db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Id in the store, with everything written that the journal still holds. */
  #idOf(callId: string): string {
    this.#journal?.flush();
    return this.#journal?.storedId(callId) ?? callId;
  }

  #callsOf(number: string): string[] {
    this.#journal?.flush();
    return this.db
      .all('SELECT id FROM calls WHERE remote_key = ? ORDER BY started_at, seq', [numberKey(number)])
      .map((row) => String(row['id']));
  }

  #export(ids: readonly string[], asked: string, who: Who): CallExport {
    const calls = ids.map((id) => {
      const call = readCall(this.db, id);
      if (!call) throw unknownCall(asked);
      return call;
    });
    this.#audited('exported', calls, who);
    const exportedAt = new Date(this.options.now()).toISOString();
    return { format: 'callwarden-export', version: 1, exportedAt, calls };
  }

  /** The same entry for each call: for all or for none. */
  #audited(action: AuditAction, calls: readonly StoredCallDetail[], who: Who): void {
    this.db.transaction(() => {
      for (const { callId } of calls) this.audit.record(who, { action, callId });
    });
  }
}

function unknownCall(callId: string): CallwardenError {
  return new CallwardenError(
    'CW_STORE_CALL_UNKNOWN',
    `No call ${callId} is remembered: it may have been deleted or be too old.`,
  );
}

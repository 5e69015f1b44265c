import type { CallEvent } from '../../calls/events.js';
import type { StoreConfig } from '../../config/store.js';
import type { RiskLevel } from '../../detection/risk.js';
import type { CallwardenError } from '../../errors.js';
import type { Connection } from '../database/connection.js';
import { sqliteCode, storeError } from '../database/failure.js';
import type { CallFacts } from '../records.js';
import { PendingWrites, type Write } from './pending-writes.js';
import {
  alertRow,
  callRow,
  categoryOfCall,
  degradedCall,
  endOfCall,
  interruptedCall,
  noticeRow,
  riskOfCall,
  riskRow,
  type Statement,
  signalRow,
  turnRow,
} from './rows.js';

export interface JournalOptions {
  readonly file: string;
  /** Wall clock, ms since 1970. */
  readonly now: () => number;
  /** Writing failed. What is owed is kept and tried again with every later write; called once until it works again. */
  readonly onFailure: (error: CallwardenError) => void;
}

export interface JournalHealth {
  /** Rows that wait to be written. */
  readonly pending: number;
  /** Rows given up because the disk took nothing for too long; never an alert. */
  readonly dropped: number;
  /** Why nothing can be written now; null when all is well. */
  readonly failure: CallwardenError | null;
}

/** Words may wait this long, so that a talkative call costs one commit a second, ms. */
const FLUSH_MS = 1000;

/** Calls are heard in this thread: another process that writes is not waited for longer than this, ms. */
const BUSY_MS = 250;

/** Calls whose new id is remembered. */
const MOST_RENAMED = 1000;

/** Rows that may wait while the disk takes nothing. */
const MOST_PENDING = 20_000;

const RANK: Readonly<Record<RiskLevel, number>> = { unknown: 0, clear: 1, suspicious: 2, scam: 3 };

interface Running {
  /** Id in the store. */
  readonly callId: string;
  readonly facts: CallFacts;
  level: RiskLevel;
  levelAt: number;
  highest: { level: RiskLevel; score: number };
}

/**
 * Writes what happens in live calls, as far as the configuration allows. An alert and the end of a call are on disk when
 * `record` returns, with all that waited before them; the rest follows within a second.
 */
export class CallJournal {
  readonly #running = new Map<string, Running>();
  readonly #renamed = new Map<string, string>();
  readonly #pending = new PendingWrites(MOST_PENDING);
  #failure: CallwardenError | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Calls that an earlier run left open are ended at the last that is known of them. */
  constructor(
    private readonly db: Connection,
    private readonly config: StoreConfig,
    private readonly options: JournalOptions,
  ) {
    db.run(`UPDATE calls SET interrupted = 1, ended_at = max(level_at,
      coalesce((SELECT max(at) FROM alerts WHERE call = calls.seq), 0)) WHERE ended_at IS NULL`);
  }

  /** Takes in one event of a live call. Never throws: a failure is told to `onFailure` and shown by `health`. */
  record(event: CallEvent, call: CallFacts): void {
    if (event.type === 'call-started') {
      this.#begin(event, call);
      return;
    }
    const running = this.#running.get(event.callId);
    if (!running) return;
    this.#note(event, running);
    if (event.type === 'call-ended') this.#running.delete(event.callId);
    if (event.type === 'alert' || event.type === 'call-ended') this.flush();
  }

  /** The call failed and will tell nothing more: it is ended at the last that is known of it. */
  abandon(callId: string): void {
    const running = this.#running.get(callId);
    if (!running) return;
    this.#running.delete(callId);
    this.#write(interruptedCall(running.callId, this.options.now()), { owed: true });
    this.flush();
  }

  /** Id in the store of a call that was heard in this run; any other id is its own. */
  storedId(callId: string): string {
    return this.#renamed.get(callId) ?? callId;
  }

  health(): JournalHealth {
    return { pending: this.#pending.size, dropped: this.#pending.dropped, failure: this.#failure };
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const written = this.#try(() =>
      this.db.impatiently(BUSY_MS, () =>
        this.db.transaction(() => {
          for (const write of this.#pending.all()) this.#put(write);
        }),
      ),
    );
    if (written) this.#pending.clear();
    else this.#flushLater();
  }

  /** Writes what is owed. Idempotent. */
  close(): void {
    this.flush();
    clearTimeout(this.#timer);
  }

  #begin(event: Extract<CallEvent, { type: 'call-started' }>, facts: CallFacts): void {
    const startedAt = facts.startedAt.getTime();
    const callId = this.#freeId(event.callId, facts.startedAt);
    if (callId !== event.callId) this.#rename(event.callId, callId);
    const highest = { level: 'unknown', score: 0 } as const;
    this.#running.set(event.callId, { callId, facts, level: 'unknown', levelAt: startedAt, highest });
    this.#write(callRow(callId, event, facts, this.config.keepDays.calls !== 0), { owed: true });
  }

  #note(event: Exclude<CallEvent, { type: 'call-started' }>, running: Running): void {
    const { transcripts, timeline, alertText, keepDays } = this.config;
    const words = transcripts && keepDays.transcripts !== 0;
    const line = (timeline || transcripts) && keepDays.transcripts !== 0;
    const { callId } = running;
    switch (event.type) {
      case 'turn':
        if (words) this.#write(turnRow(callId, event), { key: `turn ${callId} ${event.id}` });
        return;
      case 'signal':
        if (line) this.#write(signalRow(callId, event, words ? event.quote : ''));
        return;
      case 'notice':
        if (line) this.#write(noticeRow(callId, event));
        return;
      case 'risk':
        if (line) this.#write(riskRow(callId, event));
        this.#moveRisk(event, running);
        return;
      case 'degraded':
        if (event.degraded) this.#write(degradedCall(callId), { owed: true, key: `degraded ${callId}` });
        return;
      case 'alert':
        if (keepDays.alerts !== 0) {
          this.#write(alertRow(callId, event, this.options.now(), alertText), { owed: true });
        }
        this.#write(categoryOfCall(callId, event), { owed: true });
        return;
      case 'call-ended':
        this.#write(endOfCall(callId, event, this.options.now()), { owed: true });
        return;
      default:
        return;
    }
  }

  #moveRisk(event: Extract<CallEvent, { type: 'risk' }>, running: Running): void {
    if (event.level !== running.level) {
      running.level = event.level;
      running.levelAt = running.facts.startedAt.getTime() + event.atMs;
    }
    const { level, score } = running.highest;
    running.highest = {
      level: RANK[event.level] > RANK[level] ? event.level : level,
      score: Math.max(score, event.score),
    };
    const row = riskOfCall(running.callId, event, running.levelAt, running.highest);
    this.#write(row, { key: `risk ${running.callId}` });
  }

  #write({ sql, parameters }: Statement, { owed = false, key }: { owed?: boolean; key?: string } = {}): void {
    this.#pending.add({ sql, parameters, owed }, key);
    this.#flushLater();
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** Lines count their calls anew after every start: an id that was used before gets the time added. */
  #freeId(callId: string, startedAt: Date): string {
    this.flush();
    const stamped = `${callId}-${startedAt.toISOString().replace(/\D/g, '')}`;
    try {
      return this.db.count('SELECT count(*) FROM calls WHERE id = ?', [callId]) > 0 ? stamped : callId;
    } catch {
      // It cannot be told, so the one that is free for sure.
      return stamped;
    }
  }

  /** Who saw the call live may speak of it for a while after it has ended. */
  #rename(callId: string, storedId: string): void {
    this.#renamed.set(callId, storedId);
    const [oldest] = this.#renamed.keys();
    if (this.#renamed.size > MOST_RENAMED && oldest !== undefined) this.#renamed.delete(oldest);
  }

  /** A row that the schema refuses would be refused for ever: it must not hold back those behind it. */
  #put({ sql, parameters }: Write): void {
    try {
      this.db.run(sql, parameters);
    } catch (thrown) {
      if (!sqliteCode(thrown).startsWith('SQLITE_CONSTRAINT')) throw thrown;
      this.#pending.refused();
      this.options.onFailure(storeError(thrown, this.options.file));
    }
  }

  #try(work: () => void): boolean {
    try {
      work();
      this.#failure = null;
      return true;
    } catch (thrown) {
      const error = storeError(thrown, this.options.file);
      if (this.#failure?.code !== error.code) this.options.onFailure(error);
      this.#failure = error;
      return false;
    }
  }
}

import type { CallEvent } from '../../calls/events.js';
import type { StoreConfig } from '../../config/store.js';
import type { RiskLevel } from '../../detection/risk.js';
import type { CallwardenError } from '../../errors.js';
import type { Connection } from '../database/connection.js';
import type { CallFacts } from '../records.js';
import { type JournalHealth, RowWriter } from './row-writer.js';
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
  signalRow,
  turnRow,
} from './rows.js';
import { StoredIds } from './stored-ids.js';

export interface JournalOptions {
  readonly file: string;
  /** Wall clock, ms since 1970. */
  readonly now: () => number;
  /** Writing failed. What is owed is kept and tried again with every later write; called once until it works again. */
  readonly onFailure: (error: CallwardenError) => void;
}

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
  readonly #ids: StoredIds;
  readonly #writer: RowWriter;

  /** Calls that an earlier run left open are ended at the last that is known of them. */
  constructor(
    db: Connection,
    private readonly config: StoreConfig,
    private readonly options: JournalOptions,
  ) {
    this.#ids = new StoredIds(db);
    this.#writer = new RowWriter(db, options.file, options.onFailure);
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
    this.#writer.write(interruptedCall(running.callId, this.options.now()), { owed: true });
    this.flush();
  }

  /** Id in the store of a call that was heard in this run; any other id is its own. */
  storedId(callId: string): string {
    return this.#ids.of(callId);
  }

  health(): JournalHealth {
    return this.#writer.health();
  }

  /** Writes what waits. */
  flush(): void {
    this.#writer.flush();
  }

  /** Writes what is owed. Idempotent. */
  close(): void {
    this.#writer.close();
  }

  #begin(event: Extract<CallEvent, { type: 'call-started' }>, facts: CallFacts): void {
    const startedAt = facts.startedAt.getTime();
    // An earlier call of the same id may still wait to be written.
    this.flush();
    const callId = this.#ids.take(event.callId, facts.startedAt);
    const highest = { level: 'unknown', score: 0 } as const;
    this.#running.set(event.callId, { callId, facts, level: 'unknown', levelAt: startedAt, highest });
    this.#writer.write(callRow(callId, event, facts, this.config.keepDays.calls !== 0), { owed: true });
  }

  #note(event: Exclude<CallEvent, { type: 'call-started' }>, running: Running): void {
    const { transcripts, timeline, alertText, keepDays } = this.config;
    const words = transcripts && keepDays.transcripts !== 0;
    const line = (timeline || transcripts) && keepDays.transcripts !== 0;
    const { callId } = running;
    switch (event.type) {
      case 'turn':
        if (words) this.#writer.write(turnRow(callId, event), { key: `turn ${callId} ${event.id}` });
        return;
      case 'signal':
        if (line) this.#writer.write(signalRow(callId, event, words ? event.quote : ''));
        return;
      case 'notice':
        if (line) this.#writer.write(noticeRow(callId, event));
        return;
      case 'risk':
        if (line) this.#writer.write(riskRow(callId, event));
        this.#moveRisk(event, running);
        return;
      case 'degraded':
        if (event.degraded)
          this.#writer.write(degradedCall(callId), { owed: true, key: `degraded ${callId}` });
        return;
      case 'alert':
        if (keepDays.alerts !== 0) {
          this.#writer.write(alertRow(callId, event, this.options.now(), alertText), { owed: true });
        }
        this.#writer.write(categoryOfCall(callId, event), { owed: true });
        return;
      case 'call-ended':
        this.#writer.write(endOfCall(callId, event, this.options.now()), { owed: true });
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
    this.#writer.write(row, { key: `risk ${running.callId}` });
  }
}

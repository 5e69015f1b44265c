import { CallwardenError } from '../../errors.js';
import { number, text } from '../database/columns.js';
import type { Connection } from '../database/connection.js';
import { type AuditCheck, ChainCheck } from './chain-check.js';
import { type AuditEntry, CHAIN_START, type Deed, linkHash, type Who } from './entry.js';
import { entryOf } from './read-entry.js';

/** A page that asks again and again is one look, ms. */
const ONE_LOOK_MS = 10 * 60_000;

export interface AuditQuery {
  /** Newest first; 100 when not given. */
  readonly limit?: number;
  /** Only entries before this number. */
  readonly before?: number;
  readonly callId?: string;
}

/** Who looked at, deleted or exported what: append-only, each entry bound to the one before by its hash. */
export class AuditLog {
  readonly #chain: ChainCheck;

  constructor(
    private readonly db: Connection,
    private readonly now: () => number,
  ) {
    this.#chain = new ChainCheck(db);
  }

  /** Writes an entry; on disk when this returns, or with the transaction that it is called in. */
  record(who: Who, deed: Deed): void {
    // Another process may write one too: nothing may come between reading the last and adding the next.
    this.db.transaction(() => this.#append(who, deed));
  }

  /** Writes that somebody looked at a call, once per look. @throws CallwardenError CW_STORE_NOT_AUDITED */
  viewed(who: Who, callId: string): void {
    audited(() => this.#viewed(who, callId));
  }

  /** Writes that somebody searched the words of calls. @throws CallwardenError CW_STORE_NOT_AUDITED */
  searched(who: Who): void {
    audited(() => this.record(who, { action: 'searched' }));
  }

  #viewed(who: Who, callId: string): void {
    const again = this.db.first(
      `SELECT 1 FROM audit WHERE call = ? AND action = 'viewed' AND at > ? AND role = ? AND session IS ? AND user IS ?`,
      [callId, this.now() - ONE_LOOK_MS, who.role, who.session ?? null, who.user ?? null],
    );
    if (!again) this.record(who, { action: 'viewed', callId });
  }

  /** Newest first. */
  list({ limit = 100, before, callId }: AuditQuery = {}): AuditEntry[] {
    const conditions = [
      ...(before === undefined ? [] : ['seq < ?']),
      ...(callId === undefined ? [] : ['call = ?']),
    ];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const parameters = [before, callId, limit].filter((value) => value !== undefined);
    return this.db.all(`SELECT * FROM audit ${where} ORDER BY seq DESC LIMIT ?`, parameters).map(entryOf);
  }

  /** Reads the whole log and follows the chain. */
  verify(): AuditCheck {
    return this.#chain.verify();
  }

  /** Like `verify` the first time, then at a cost that does not grow with the log: see `ChainCheck`. */
  check(): AuditCheck {
    return this.#chain.check();
  }

  /** Whether an entry has that hash. */
  has(hash: string): boolean {
    return this.db.count('SELECT count(*) FROM audit WHERE hash = ?', [hash]) > 0;
  }

  #append(who: Who, deed: Deed): void {
    const last = this.db.first('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
    const previous = last ? text(last, 'hash') : CHAIN_START;
    const at = this.now();
    const entry = {
      seq: last ? number(last, 'seq') + 1 : 1,
      at: new Date(at).toISOString(),
      role: who.role,
      session: who.session ?? null,
      user: who.user ?? null,
      action: deed.action,
      callId: deed.callId ?? null,
      detail: deed.detail ?? null,
    };
    const { seq, role, session, user, action, callId, detail } = entry;
    this.db.run(
      `INSERT INTO audit (seq, at, role, session, user, action, call, detail, previous, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [seq, at, role, session, user, action, callId, detail, previous, linkHash(previous, entry)],
    );
  }
}

/** No look without an entry: whoever asks is told, and sees nothing. */
function audited(write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new CallwardenError(
      'CW_STORE_NOT_AUDITED',
      'Who looks at a call is written down, and that fails now: nothing is shown until it works again, alerts go on. Check the disk of the database.',
      { cause },
    );
  }
}

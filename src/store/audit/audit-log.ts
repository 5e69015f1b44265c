import { CallwardenError } from '../../errors.js';
import { number, text, textOrNull, time, word } from '../database/columns.js';
import type { Connection, Row } from '../database/connection.js';
import {
  AUDIT_ACTIONS,
  type AuditEntry,
  CHAIN_START,
  type Deed,
  linkHash,
  ROLES,
  type Who,
} from './entry.js';

/** A page that asks again and again is one look, ms. */
const ONE_LOOK_MS = 10 * 60_000;

/** So many entries are followed again by a check that goes on from the last one, at the end and further back. */
const CHECKED_AGAIN = 1000;

export interface AuditQuery {
  /** Newest first; 100 when not given. */
  readonly limit?: number;
  /** Only entries before this number. */
  readonly before?: number;
  readonly callId?: string;
}

export interface AuditCheck {
  readonly intact: boolean;
  readonly entries: number;
  /** Number of the first entry that does not hold; null when all do. */
  readonly firstBroken: number | null;
  /** Hash of the last entry. Kept elsewhere it shows later that nothing was cut off. */
  readonly head: string;
}

/** How far the chain was followed. */
interface Place {
  readonly entries: number;
  readonly head: string;
}

const START: Place = { entries: 0, head: CHAIN_START };

/** Who looked at, deleted or exported what: append-only, each entry bound to the one before by its hash. */
export class AuditLog {
  /** What the last check found; the chain held up to there if it was intact. */
  #checked: AuditCheck | undefined;
  /** Up to where older entries were followed again. */
  #again: Place = START;

  constructor(
    private readonly db: Connection,
    private readonly now: () => number,
  ) {}

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
    this.#again = START;
    this.#checked = this.#follow(START);
    return this.#checked;
  }

  /**
   * Like `verify` the first time; then goes on from there, follows the newest thousand again and a thousand older ones
   * in turn, so that its cost does not grow with the log. What was found broken stays so until `verify`.
   */
  check(): AuditCheck {
    const before = this.#checked;
    if (before === undefined) return this.verify();
    if (!before.intact) return before;
    this.#checked = this.#goOn(before);
    return this.#checked;
  }

  #goOn(before: AuditCheck): AuditCheck {
    const known = this.#follow(this.#placeAt(before.entries - CHECKED_AGAIN), before.entries);
    // Each hash covers the one before: a chain that ends in the known hash is the one that was checked.
    const same = known.intact && known.entries === before.entries && known.head === before.head;
    if (!same) {
      const firstBroken = known.firstBroken ?? Math.min(known.entries + 1, before.entries);
      return { ...known, intact: false, firstBroken };
    }
    const older = this.#follow(this.#again, this.#again.entries + CHECKED_AGAIN);
    if (!older.intact) return older;
    this.#again = older.entries < before.entries ? older : START;
    return this.#follow(before);
  }

  /** The chain from `from` on, up to entry `last`. */
  #follow(from: Place, last = Number.MAX_SAFE_INTEGER): AuditCheck {
    let { entries, head } = from;
    for (;;) {
      const rows = this.db.all('SELECT * FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1000', [
        entries,
        last,
      ]);
      if (rows.length === 0) return { intact: true, entries, firstBroken: null, head };
      for (const row of rows) {
        const entry = entryOf(row);
        const holds =
          entry.seq === entries + 1 && text(row, 'previous') === head && entry.hash === linkHash(head, entry);
        if (!holds) return { intact: false, entries, firstBroken: entries + 1, head };
        head = entry.hash;
        entries++;
      }
    }
  }

  /** The place behind an entry, as the log has it now. */
  #placeAt(seq: number): Place {
    const row = seq > 0 ? this.db.first('SELECT hash FROM audit WHERE seq = ?', [seq]) : undefined;
    return row ? { entries: seq, head: text(row, 'hash') } : START;
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

function entryOf(row: Row): AuditEntry {
  return {
    seq: number(row, 'seq'),
    at: time(row, 'at'),
    role: word(row, 'role', ROLES, 'service'),
    session: textOrNull(row, 'session'),
    user: textOrNull(row, 'user'),
    action: word(row, 'action', AUDIT_ACTIONS, 'viewed'),
    callId: textOrNull(row, 'call'),
    detail: textOrNull(row, 'detail'),
    hash: text(row, 'hash'),
  };
}

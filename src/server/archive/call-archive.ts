import { CallwardenError } from '../../errors.js';
import type { Who } from '../../store/audit/entry.js';
import { numberKey } from '../../store/numbers.js';
import type { CallExport } from '../../store/records.js';
import type { Store } from '../../store/store.js';
import { notFound } from '../failure.js';
import type { LiveCalls } from '../live/live-calls.js';
import type { CallDetail, Verdict } from '../schemas/call.js';
import type { AuditPage, HistoryPage, HistoryQuery } from '../schemas/routes.js';
import { storedDetail, storedView } from './stored-view.js';

/**
 * Calls in memory and calls on disk as one: what is asked for is looked for in memory first, where there is more of it.
 * Everything that somebody does to a call, and every look at its words, is written down by the store.
 */
export class CallArchive {
  constructor(
    private readonly live: LiveCalls,
    private readonly store: Store,
    private readonly redact: boolean,
  ) {}

  /** @throws CallwardenError CW_API_NOT_FOUND, CW_STORE_NOT_AUDITED */
  detail(callId: string, who: Who): CallDetail {
    const fresh = this.live.detail(callId);
    if (fresh) {
      this.looked(callId, who);
      return fresh;
    }
    const kept = this.store.call(callId, who);
    if (!kept) throw unknownCall();
    return storedDetail(kept, this.redact);
  }

  /** Somebody sees the words of a call. @throws CallwardenError CW_API_NOT_FOUND, CW_STORE_NOT_AUDITED */
  looked(callId: string, who: Who): void {
    // The log of who looked is kept for ever: nothing that is no call may get into it.
    if (!this.live.view(callId) && !this.store.has(callId)) throw unknownCall();
    this.store.audit.viewed(who, this.store.journal.storedId(callId));
  }

  /** Calls that have ended, newest first. @throws CallwardenError CW_STORE_CURSOR, CW_STORE_NOT_AUDITED */
  history(query: HistoryQuery, who: Who): HistoryPage {
    this.store.journal.flush();
    const { calls, next } = this.store.history({ ...query, state: 'ended' });
    // Words can be searched for: that is a way of reading them.
    if (query.q !== undefined) this.store.audit.searched(who);
    return { calls: calls.map((call) => storedView(call, this.redact)), next };
  }

  /** @throws CallwardenError CW_STORE_CALL_UNKNOWN */
  feedback(callId: string, verdict: Verdict, who: Who): void {
    this.store.feedback(callId, verdict, who);
  }

  hungUp(callId: string, who: Who): void {
    this.store.audit.record(who, { action: 'hung-up', callId: this.store.journal.storedId(callId) });
  }

  /** Forgets an ended call. @throws CallwardenError CW_API_CALL_LIVE, CW_STORE_CALL_UNKNOWN */
  delete(callId: string, who: Who): void {
    if (this.live.view(callId)?.state === 'live') {
      throw new CallwardenError(
        'CW_API_CALL_LIVE',
        'The call is still going on: delete it when it has ended.',
      );
    }
    this.live.forget(callId);
    this.store.deleteCall(callId, who);
  }

  /** Forgets all calls of a number; of one that goes on nothing more is written. @returns how many there were */
  deleteNumber(number: string, who: Who): number {
    const key = numberKey(number);
    this.live.forgetWhere((remote) => remote !== undefined && numberKey(remote) === key);
    return this.store.deleteNumber(number, who);
  }

  // Over HTTP an export is written down before the first byte of it leaves: whether all of it arrives cannot be known.

  /** @throws CallwardenError CW_STORE_CALL_UNKNOWN */
  exportCall(callId: string, who: Who): CallExport {
    return this.store.exportCall(callId, who);
  }

  exportNumber(number: string, who: Who): CallExport {
    return this.store.exportNumber(number, who);
  }

  /** The newest entries of the audit log, and whether it holds as far as it was followed (see AuditLog.check). */
  audit(limit: number): AuditPage {
    const entries = this.store.audit
      .list({ limit })
      .map(({ at, user, role, action, callId }) => ({ at, who: user ?? role, action, callId }));
    return { intact: this.store.audit.check().intact, entries };
  }
}

function unknownCall(): CallwardenError {
  return notFound('No such call is known.');
}

import type { CallEvent } from '../../calls/events.js';
import type { LiveCall } from '../../sources/call-source.js';
import type { CallDetail, CallView, Verdict } from '../schemas/call.js';
import { afterEnd, afterEvent, beginCall, type CallState } from './call-state.js';

export interface LiveCallsOptions {
  /** Mask numbers. */
  readonly redact: boolean;
  /** Ended calls are kept for this long, ms. */
  readonly keepEndedMs: number;
  /** A call is no longer kept: what else holds words of it should forget them too. */
  readonly onForgotten?: (callId: string) => void;
  readonly now?: () => Date;
}

/** Ended calls kept at most, however fresh: a busy line must not fill the memory. */
const MOST_ENDED = 100;

/** The calls of this process as the API shows them: those heard now, and those that ended a while ago. */
export class LiveCalls {
  private readonly states = new Map<string, CallState>();
  private readonly endedAt = new Map<string, number>();
  private readonly now: () => Date;

  constructor(private readonly options: LiveCallsOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /** Takes in what happened. @returns the overview of the call when it changed */
  apply(event: CallEvent, call: LiveCall): CallView | undefined {
    const known = this.states.get(event.callId);
    const before = known ?? beginCall(call, this.options.redact);
    const after = afterEvent(before, event, this.now());
    this.states.set(event.callId, after);
    if (after.view.state === 'ended') this.retire(event.callId);
    return known === undefined || after.view !== before.view ? after.view : undefined;
  }

  /** A call failed and says no more. @returns its overview when it was live */
  fail(callId: string): CallView | undefined {
    return this.change(callId, (state) => afterEnd(state, this.now()));
  }

  /** A person said what the call is. @returns its overview when it changed */
  judge(callId: string, verdict: Verdict): CallView | undefined {
    return this.change(callId, ({ view, ...rest }) => {
      // A live call is dismissed for good: it must not look as if it were warned of again.
      const dismissed = verdict === 'not-scam' || (view.state === 'live' && view.dismissed);
      return { ...rest, view: { ...view, feedback: verdict, dismissed } };
    });
  }

  /** Calls heard now, the newest first. */
  live(): CallView[] {
    const views = [...this.states.values()].map(({ view }) => view);
    return views.filter(({ state }) => state === 'live').reverse();
  }

  view(callId: string): CallView | undefined {
    return this.states.get(callId)?.view;
  }

  detail(callId: string): CallDetail | undefined {
    this.forgetOld();
    const state = this.states.get(callId);
    if (!state) return undefined;
    const { view, turns, risk, signals, alerts, notices } = state;
    return { ...view, transcriptKept: true, turns, risk, signals, alerts, notices };
  }

  /** Forgets an ended call; a live one stays. @returns whether it was there */
  forget(callId: string): boolean {
    if (!this.endedAt.delete(callId)) return false;
    this.options.onForgotten?.(callId);
    return this.states.delete(callId);
  }

  /** Forgets the ended calls whose remote number fits. */
  forgetWhere(fits: (remoteNumber: string | undefined) => boolean): void {
    for (const callId of [...this.endedAt.keys()]) {
      if (fits(this.states.get(callId)?.remoteNumber)) this.forget(callId);
    }
  }

  /** Forgets what has been kept long enough; called by a timer too, so that nothing stays because nobody asks. */
  forgetOld(): void {
    const oldest = this.now().getTime() - this.options.keepEndedMs;
    for (const [callId, endedAt] of this.endedAt) {
      if (endedAt > oldest && this.endedAt.size <= MOST_ENDED) return;
      this.forget(callId);
    }
  }

  private change(callId: string, to: (state: CallState) => CallState): CallView | undefined {
    const before = this.states.get(callId);
    if (!before) return undefined;
    const after = to(before);
    if (after === before) return undefined;
    this.states.set(callId, after);
    if (after.view.state === 'ended') this.retire(callId);
    return after.view;
  }

  private retire(callId: string): void {
    if (!this.endedAt.has(callId)) this.endedAt.set(callId, this.now().getTime());
    this.forgetOld();
  }
}

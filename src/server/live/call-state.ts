import type { CallEvent } from '../../calls/events.js';
import type { LiveCall } from '../../sources/call-source.js';
import type { CallDetail, CallView, Level } from '../schemas/call.js';
import { endpointView } from './masked-number.js';

/** A call as the API shows it, without what is told of every call alike. Never changed in place. */
export interface CallState extends Omit<CallDetail, keyof CallView | 'transcriptKept'> {
  readonly view: CallView;
  /** The other side's number as the line says it, to find the call by; never shown. */
  readonly remoteNumber: string | undefined;
}

/** Most that is kept of one call; what is older goes. Hours of talk fit. */
const MOST = { turns: 2000, risk: 2000, signals: 500, alerts: 10, notices: 100 } as const;

const RANK: Readonly<Record<Level, number>> = { unknown: 0, clear: 1, suspicious: 2, scam: 3 };

/** A call of which nothing has been heard yet. */
export function beginCall(call: LiveCall, redact: boolean): CallState {
  const startedAt = call.startedAt.toISOString();
  return {
    remoteNumber: call.remote.number,
    view: {
      callId: call.callId,
      line: call.line,
      state: 'live',
      startedAt,
      endedAt: null,
      direction: call.direction,
      remote: endpointView(call.remote, redact),
      local: endpointView(call.local, redact),
      level: 'unknown',
      levelSince: startedAt,
      highest: 'unknown',
      score: 0,
      category: null,
      title: null,
      degraded: false,
      dismissed: false,
      feedback: null,
      canHangUp: call.actions.hangUp !== undefined,
    },
    turns: [],
    risk: [],
    signals: [],
    alerts: [],
    notices: [],
  };
}

/**
 * What a call looks like after an event; `view` is the same object when the overview did not change.
 * @param now wall clock of the event
 */
export function afterEvent(state: CallState, event: CallEvent, now: Date): CallState {
  switch (event.type) {
    case 'turn':
      return { ...state, turns: withTurn(state.turns, bare(event)) };
    case 'signal':
      return { ...state, signals: withLast(state.signals, bare(event), MOST.signals) };
    case 'notice': {
      const { atMs, code, message } = event;
      return { ...state, notices: withLast(state.notices, { atMs, code, message }, MOST.notices) };
    }
    case 'risk': {
      const view = atLevel({ ...state.view, score: event.score }, event.level, now);
      return { ...state, view, risk: withLast(state.risk, bare(event), MOST.risk) };
    }
    case 'alert': {
      const view = { ...state.view, category: event.category, title: event.title };
      return { ...state, view, alerts: withLast(state.alerts, bare(event), MOST.alerts) };
    }
    case 'degraded':
      return { ...state, view: { ...state.view, degraded: event.degraded } };
    case 'call-ended':
      return afterEnd(state, now);
    default:
      return state;
  }
}

/** The call is over, whether it said so or failed. */
export function afterEnd(state: CallState, now: Date): CallState {
  if (state.view.state === 'ended') return state;
  const view: CallView = { ...state.view, state: 'ended', endedAt: now.toISOString(), canHangUp: false };
  return { ...state, view };
}

function atLevel(view: CallView, level: Level, now: Date): CallView {
  if (level === view.level) return view;
  const highest = RANK[level] > RANK[view.highest] ? level : view.highest;
  return { ...view, level, levelSince: now.toISOString(), highest };
}

type Turn = CallDetail['turns'][number];

/** A turn is sent again while it grows: it replaces itself, which is nearly always among the last. */
function withTurn(turns: readonly Turn[], turn: Turn): Turn[] {
  const at = turns.findLastIndex(({ id }) => id === turn.id);
  return at < 0 ? withLast(turns, turn, MOST.turns) : turns.with(at, turn);
}

function withLast<T>(items: readonly T[], item: T, most: number): T[] {
  return [...items.slice(Math.max(0, items.length + 1 - most)), item];
}

/** What an event says, without which call it is of: the call's page knows. */
function bare<E extends CallEvent>({ type: _type, callId: _callId, ...rest }: E): Omit<E, 'type' | 'callId'> {
  return rest;
}

import type { CallEvent } from '../../src/calls/events.js';
import type { CallDetail, CallView } from '../../src/server/schemas/call.js';

// Calls and events as the service sends them, for the pure parts of the page.

const CALL_ID = 'kitchen-1';

export function view(changes: Partial<CallView> = {}): CallView {
  return {
    callId: CALL_ID,
    line: 'kitchen',
    state: 'live',
    startedAt: '2026-11-24T10:00:00.000Z',
    endedAt: null,
    direction: 'inbound',
    remote: { number: '•••42', name: null },
    local: { number: null, name: null },
    level: 'clear',
    levelSince: '2026-11-24T10:00:00.000Z',
    highest: 'clear',
    score: 0.1,
    category: null,
    title: null,
    degraded: false,
    dismissed: false,
    feedback: null,
    canHangUp: true,
    ...changes,
  };
}

export function detail(changes: Partial<CallDetail> = {}): CallDetail {
  return {
    ...view(),
    transcriptKept: true,
    turns: [],
    risk: [],
    signals: [],
    alerts: [],
    notices: [],
    ...changes,
  };
}

type EventOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;

export function turn(changes: Partial<EventOf<'turn'>> = {}): EventOf<'turn'> {
  const base = { type: 'turn', callId: CALL_ID, atMs: 1000, id: 'remote-1', party: 'remote' } as const;
  return { ...base, startMs: 0, endMs: 900, text: 'hello there', confidence: 0.8, final: false, ...changes };
}

export function risk(changes: Partial<EventOf<'risk'>> = {}): EventOf<'risk'> {
  const base = { type: 'risk', callId: CALL_ID, atMs: 1000, score: 0.2 } as const;
  return { ...base, level: 'clear', previous: 'clear', ...changes };
}

export function signal(changes: Partial<EventOf<'signal'>> = {}): EventOf<'signal'> {
  const base = { type: 'signal', callId: CALL_ID, atMs: 1000, signal: 'asks-code', party: 'remote' } as const;
  return {
    ...base,
    title: 'Asks for a one-time code',
    quote: 'read me the code',
    startMs: 0,
    endMs: 900,
    ...changes,
  };
}

export function alert(changes: Partial<EventOf<'alert'>> = {}): EventOf<'alert'> {
  const base = { type: 'alert', callId: CALL_ID, atMs: 1000, level: 'scam', score: 0.97 } as const;
  return {
    ...base,
    category: 'bank',
    title: 'Fake bank or card fraud desk',
    advice: 'Hang up.',
    evidence: [],
    ...changes,
  };
}

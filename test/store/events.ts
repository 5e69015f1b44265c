import type { CallEvent } from '../../src/calls/events.js';
import type { CallJournal } from '../../src/store/journal/call-journal.js';
import type { CallFacts } from '../../src/store/records.js';

// Calls as their events tell them.

/** A moment from which tests count. */
export const NOON = Date.parse('2026-03-01T12:00:00Z');

export function facts(changes: Partial<CallFacts> = {}): CallFacts {
  return {
    line: 'office',
    startedAt: new Date(NOON),
    direction: 'inbound',
    remote: { number: '+44 20 7946 0958', name: 'Mallory Fraud' },
    local: { number: '201', name: 'Gran' },
    ...changes,
  };
}

export const SECRET = 'zanzibar marmalade';

/** What a call that turns out to be a scam tells, without its end. */
export function scamEvents(callId: string, secret = SECRET): CallEvent[] {
  const evidence = {
    party: 'remote',
    quote: `quoted ${secret}`,
    startMs: 900,
    endMs: 2000,
    signal: 'asks-code',
  } as const;
  return [
    started(callId),
    { type: 'risk', callId, atMs: 500, score: 0.1, level: 'clear', previous: 'unknown' },
    turn(callId, 't1', `read me the ${secret}`, false),
    turn(callId, 't1', `read me the ${secret} please`, true),
    {
      type: 'signal',
      callId,
      atMs: 2100,
      signal: 'asks-code',
      title: 'asks for a code',
      party: 'remote',
      quote: `heard ${secret}`,
      startMs: 900,
      endMs: 2000,
    },
    { type: 'degraded', callId, atMs: 2200, degraded: true, reason: 'audio-lost' },
    { type: 'notice', callId, atMs: 2250, code: 'CW_JUDGE_LATE', message: 'The judge was late.' },
    { type: 'risk', callId, atMs: 2300, score: 0.97, level: 'scam', previous: 'clear' },
    {
      type: 'alert',
      callId,
      atMs: 2300,
      level: 'scam',
      score: 0.97,
      category: 'bank',
      title: 'Fake bank or card fraud desk',
      advice: 'Hang up. Call the number on your card.',
      evidence: [evidence],
    },
  ];
}

export function started(callId: string): CallEvent {
  return {
    type: 'call-started',
    callId,
    atMs: 0,
    startedAt: new Date(NOON).toISOString(),
    source: 'office',
    models: { ear: 'ear-en 1', gate: 'gate-en 1', judge: null },
  };
}

export function turn(callId: string, id: string, text: string, final = true): CallEvent {
  return {
    type: 'turn',
    callId,
    atMs: 2050,
    id,
    party: 'remote',
    startMs: 900,
    endMs: 2000,
    text,
    confidence: 0.9,
    final,
  };
}

export function ended(
  callId: string,
  changes: Partial<Extract<CallEvent, { type: 'call-ended' }>> = {},
): CallEvent {
  return {
    type: 'call-ended',
    callId,
    atMs: 60_000,
    level: 'scam',
    highest: 'scam',
    score: 0.98,
    category: 'bank',
    evidence: [],
    alertAtMs: 2300,
    audioMs: 60_000,
    lostMs: 20,
    speechMs: 30_000,
    words: 42,
    unheard: 0,
    judged: 3,
    tokens: { evaluated: 10, whole: 30 },
    wallMs: 61_000,
    ...changes,
  };
}

/** A whole scam call. */
export function recordScam(journal: CallJournal, callId: string, call = facts(), secret = SECRET): void {
  for (const event of [...scamEvents(callId, secret), ended(callId)]) journal.record(event, call);
}

/** A whole ordinary call. */
export function recordOrdinary(journal: CallJournal, callId: string, call = facts()): void {
  const calm = { level: 'clear', highest: 'clear', score: 0.05, category: null, alertAtMs: null } as const;
  for (const event of [started(callId), turn(callId, 't1', 'see you on Sunday'), ended(callId, calm)]) {
    journal.record(event, call);
  }
}

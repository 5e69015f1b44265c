import { batch, computed, signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import type { StreamMessages } from '../../server/schemas/stream.js';

// Which calls the page warns of. An alarm stands until a person has seen it or says that the call is none.

export type AlertMessage = StreamMessages['alert'];

export interface Alarm {
  readonly alert: AlertMessage;
  readonly call: CallView | undefined;
  /** The service no longer names the call among those it hears: nobody told this page how it ended. */
  readonly gone?: true;
}

const KEPT = 'callwarden.seen';
/** Older ones are in the history. */
const MOST = 50;

const alarms = signal<ReadonlyMap<string, Alarm>>(new Map());
const seen = signal<ReadonlySet<string>>(new Set(recallSeen()));

/** Scams that nobody has seen yet, the newest first. */
export const standing = computed(() =>
  [...alarms.value.values()].filter(({ alert }) => !seen.value.has(alert.callId)).reverse(),
);

/** Whether any stands: the list itself is a new one whenever one of its calls moves. */
export const stands = computed(() => standing.value.length > 0);
/** How many were raised so far, which moves for a new alarm and for nothing else. */
export const raisedSoFar = signal(0);

/** @returns whether it is a new one */
export function raise(alert: AlertMessage, call: CallView | undefined): boolean {
  if (alert.level !== 'scam' || isRaised(alert.callId)) return false;
  const all = [...alarms.peek(), [alert.callId, { alert, call }] as const];
  batch(() => {
    alarms.value = new Map(all.slice(-MOST));
    raisedSoFar.value = raisedSoFar.peek() + 1;
  });
  return true;
}

export function isRaised(callId: string): boolean {
  return alarms.peek().has(callId);
}

/** The call went on, was dismissed or ended. */
export function followCalls(changes: readonly CallView[]): void {
  const known = changes.filter(({ callId }) => alarms.peek().has(callId));
  if (known.length === 0) return;
  const next = new Map(alarms.peek());
  for (const call of known) {
    const alarm = next.get(call.callId);
    if (call.dismissed) next.delete(call.callId);
    else if (alarm) next.set(call.callId, { ...alarm, call });
  }
  alarms.value = next;
}

/** All calls that are heard now: an alarm of any other call is of one that is over. */
export function followAll(live: readonly CallView[]): void {
  followCalls(live);
  const named = new Set(live.map(({ callId }) => callId));
  const next = new Map(alarms.peek());
  for (const [callId, alarm] of next) if (!named.has(callId)) next.set(callId, { ...alarm, gone: true });
  alarms.value = next;
}

/** Nobody is signed in: what is not shown must not ring. */
export function lowerAll(): void {
  if (alarms.peek().size > 0) alarms.value = new Map();
}

export function lower(callId: string): void {
  const next = new Map(alarms.peek());
  if (next.delete(callId)) alarms.value = next;
}

export function wasSeen(callId: string): boolean {
  return seen.peek().has(callId);
}

/** A person has seen it: sound and title fall silent, in this tab also after loading the page again. */
export function markSeen(callId: string): void {
  seen.value = new Set([...seen.peek(), callId].slice(-MOST));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...seen.peek()]));
  } catch {
    // Without storage it is remembered as long as the page is open.
  }
}

function recallSeen(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

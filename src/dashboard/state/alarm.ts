import { computed, signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import type { StreamMessages } from '../../server/schemas/stream.js';

// Which calls the page warns of. An alarm stands until a person has seen it or says that the call is none.

export type AlertMessage = StreamMessages['alert'];

export interface Alarm {
  readonly alert: AlertMessage;
  readonly call: CallView | undefined;
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

export function raise(alert: AlertMessage, call: CallView | undefined): void {
  if (alert.level !== 'scam' || alarms.peek().has(alert.callId)) return;
  const all = [...alarms.peek(), [alert.callId, { alert, call }] as const];
  alarms.value = new Map(all.slice(-MOST));
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

import { batch, type Signal, signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import { byDanger } from '../model/danger.js';

// The calls heard now. Each has a signal of its own, so that a call that moves draws its own card and no other.

/** Calls that ended while this page was open are shown a while longer. */
const MOST_ENDED = 5;

const cells = new Map<string, Signal<CallView>>();

/** Identifiers of the live calls, the most dangerous first. */
export const order = signal<readonly string[]>([]);
/** The latest calls that ended, newest first. */
export const ended = signal<readonly CallView[]>([]);
/** Whether the service has said which calls there are. */
export const loaded = signal(false);

export function callCell(callId: string): Signal<CallView> | undefined {
  return cells.get(callId);
}

/** What the service says of all calls: those it does not name are over. */
export function replaceCalls(calls: readonly CallView[]): void {
  batch(() => {
    const live = calls.filter(({ state }) => state === 'live');
    const named = new Set(live.map(({ callId }) => callId));
    for (const callId of cells.keys()) if (!named.has(callId)) cells.delete(callId);
    for (const call of live) put(call);
    reorder();
    loaded.value = true;
  });
}

/** Changes of single calls, in order. */
export function applyCalls(changes: readonly CallView[]): void {
  batch(() => {
    for (const call of changes) {
      if (call.state === 'live') put(call);
      else {
        cells.delete(call.callId);
        ended.value = [call, ...ended.value.filter(({ callId }) => callId !== call.callId)].slice(
          0,
          MOST_ENDED,
        );
      }
    }
    reorder();
  });
}

/** A call that was deleted. */
export function forgetCall(deleted: string): void {
  ended.value = ended.value.filter(({ callId }) => callId !== deleted);
}

/** No ended call is shown any more here; those that are kept are in the history. */
export function forgetEnded(): void {
  ended.value = [];
}

function put(call: CallView): void {
  const cell = cells.get(call.callId);
  if (cell) cell.value = call;
  else cells.set(call.callId, signal(call));
}

function reorder(): void {
  const sorted = [...cells.values()].map((cell) => cell.peek()).sort(byDanger);
  const ids = sorted.map(({ callId }) => callId);
  // The same order is the same list, and draws nothing.
  if (ids.length !== order.peek().length || ids.some((id, i) => id !== order.peek()[i])) order.value = ids;
}

import { effect, signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import type { StreamMessages } from '../../server/schemas/stream.js';
import { api } from '../api/api.js';
import { LiveStream, type StreamState } from '../api/live-stream.js';
import { perFrame } from '../api/per-frame.js';
import { followCalls, raise, wasSeen } from './alarm.js';
import { announce } from './attention.js';
import { applyCalls, callCell, replaceCalls } from './calls.js';
import { loadSession, session } from './session.js';
import { whoIs } from './who.js';

// The stream of all calls, which is open whatever place of the page is shown: an alert must come everywhere.

/** Whether the page hears from the service. */
export const connection = signal<StreamState>('connecting');
/** State of the service as it last said; undefined before. */
export const service = signal<StreamMessages['health'] | undefined>(undefined);

let stream: LiveStream | undefined;

export function reconnect(): void {
  stream?.reconnect();
}

/** Opens the stream while somebody is signed in. */
export function startOverview(): void {
  let role: string | null | undefined;
  effect(() => {
    const next = session.value?.role;
    if (next === role) return;
    role = next;
    stream?.close();
    stream = next ? open() : undefined;
  });
}

function open(): LiveStream {
  const callsMoved = perFrame((calls: readonly CallView[]) => {
    applyCalls(calls);
    followCalls(calls);
  });
  return new LiveStream({
    begin,
    on: {
      call: callsMoved,
      alert: (alert) => {
        const call = callCell(alert.callId)?.peek();
        raise(alert, call);
        announce(alert, whoIs(call));
      },
      health: (health) => {
        service.value = health;
      },
    },
    onState: (state) => {
      connection.value = state;
      // The browser does not say why: a session that ran out looks like a service that is gone.
      if (state === 'lost') loadSession().catch(() => {});
    },
  });
}

/** Everything as it is now. */
async function begin(): Promise<string> {
  const [{ answer, eventId }, { state, reasons }] = await Promise.all([api.calls(), api.health()]);
  replaceCalls(answer.calls);
  service.value = { state, reasons };
  await Promise.all(answer.calls.filter(({ level }) => level === 'scam').map(raiseAgain));
  return eventId;
}

/** A scam that was raised before this page was opened. */
async function raiseAgain(call: CallView): Promise<void> {
  if (call.dismissed || wasSeen(call.callId)) return;
  const { answer } = await api.call(call.callId);
  const alert = answer.alerts.find(({ level }) => level === 'scam');
  if (alert) raise({ ...alert, type: 'alert', callId: call.callId }, call);
}

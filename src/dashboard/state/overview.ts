import { effect, signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import type { StreamMessages } from '../../server/schemas/stream.js';
import { api } from '../api/api.js';
import { LiveStream, type StreamState } from '../api/live-stream.js';
import { perFrame } from '../api/per-frame.js';
import { RequestFailed } from '../api/request.js';
import { type AlertMessage, followAll, followCalls, isRaised, lowerAll, raise, wasSeen } from './alarm.js';
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
  if (stream) stream.reconnect();
  // Without an answer to who is asking there is no stream yet.
  else loadSession().catch(() => {});
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
    if (!next) lowerAll();
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
  const [{ answer, eventId }, { state, reasons, causes }] = await Promise.all([api.calls(), api.health()]);
  replaceCalls(answer.calls);
  followAll(answer.calls);
  service.value = { state, reasons, causes };
  // Of a call that warned and looks better now, too: nobody may have seen the warning.
  await Promise.all(answer.calls.filter(({ highest }) => highest === 'scam').map(raiseAgain));
  return eventId;
}

/** A scam that was raised before this page was opened. */
async function raiseAgain(call: CallView): Promise<void> {
  if (call.dismissed || wasSeen(call.callId) || isRaised(call.callId)) return;
  const alert = await alertOf(call);
  // The sign-in may have ended while it was fetched.
  if (session.peek()?.role && alert && raise(alert, call)) announce(alert, whoIs(call));
}

/** The warning as it was given; without quotes where the service does not hand them out now. */
async function alertOf(call: CallView): Promise<AlertMessage | undefined> {
  const { callId, score, category, title } = call;
  try {
    const alert = (await api.call(callId)).answer.alerts.find(({ level }) => level === 'scam');
    return alert && { ...alert, type: 'alert', callId };
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed)) throw thrown;
    const told = { category: category ?? '', title: title ?? '', advice: '', evidence: [] };
    return { type: 'alert', callId, atMs: 0, level: 'scam', score, ...told };
  }
}

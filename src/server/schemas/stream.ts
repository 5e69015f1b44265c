import type { CallEvent } from '../../calls/events.js';
import type { CallView } from './call.js';
import type { Condition } from './health.js';

/**
 * Messages of `GET /api/v1/events` (server-sent events). `event:` is the key here, `id:` a number that grows, `data:` JSON.
 *
 * Without `callId`: `call` whenever the overview of a call changed (it began, its level or its score moved, it was
 * dismissed, it ended), `alert` for every alert, `health` when the state of the service changed, `reset` when the id asked
 * for is no longer kept: fetch anew, then go on. With `callId`: `call` of this call and every one of its events.
 */
export interface StreamMessages {
  readonly call: CallView;
  readonly alert: Extract<CallEvent, { type: 'alert' }>;
  readonly event: CallEvent;
  readonly health: Condition;
  readonly reset: Record<string, never>;
}

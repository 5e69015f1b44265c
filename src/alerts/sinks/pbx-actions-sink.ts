import type { AutomaticAction } from '../../config/asterisk-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import type { Alert } from '../alert.js';
import type { AlertedCall, AlertSink } from './alert-sink.js';

/**
 * Does on the line itself what the line wants done at an alert. A warning takes as long as it is spoken, so many calls
 * are served at a time; nothing is tried again, because a warning that is late is one of something else.
 */
export class PbxActionsSink implements AlertSink {
  readonly name = 'line';
  readonly minLevel = 'suspicious';
  readonly delivery = { queue: 256, concurrency: 64, timeoutMs: 60_000, attempts: 1 } as const;

  /** @throws CallwardenError of the first action that failed, when the others are done */
  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const wanted = new Set(call.onAlert?.[alert.level]);
    const ends = wanted.delete('hangUp');
    const done = await Promise.allSettled([...wanted].map((action) => act(action, alert, call, signal)));
    // Last, so that the warning has been heard; and not at all once a person has said that it is no scam.
    if (ends && !signal.aborted)
      done.push(...(await Promise.allSettled([act('hangUp', alert, call, signal)])));
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }

  async close(): Promise<void> {}
}

async function act(
  action: AutomaticAction,
  alert: Alert,
  { actions }: AlertedCall,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (action === 'warn') await actions.warn?.(signal);
    else if (action === 'variable') await actions.setVariable?.(alert.level);
    else if (action === 'text') await actions.sendText?.(`${alert.title}. ${alert.advice}`);
    else await actions.hangUp?.();
  } catch (thrown) {
    const error = asCallwardenError(thrown);
    throw new CallwardenError(error.code, `${action}: ${error.message}`, { cause: thrown });
  }
}

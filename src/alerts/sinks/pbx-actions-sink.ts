import type { AutomaticAction } from '../../config/asterisk-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { backoffMs, pause } from '../../sources/backoff.js';
import type { Alert } from '../alert.js';
import { type AlertedCall, type AlertSink, type Delivery, FRESH_MS } from './alert-sink.js';

/** A PBX that does not answer, or is just then started anew. */
const AWAY = ['CW_PBX_UNREACHABLE', 'CW_PBX_SILENT'];
const INSIST_MS = 30_000;

/**
 * Does on the line itself what the line wants done at an alert. A warning takes as long as it is spoken, so many calls
 * are served at a time; nothing is tried again, because a warning that is late is one of something else.
 */
export class PbxActionsSink implements AlertSink {
  readonly name = 'line';
  readonly minLevel = 'suspicious';
  readonly delivery: Delivery = {
    queue: 256,
    concurrency: 64,
    timeoutMs: 60_000,
    attempts: 1,
    freshMs: FRESH_MS,
  };
  /** What clears the variable of a call that has one, by the id of the call; the oldest call goes. */
  readonly #clearing = new Map<string, () => Promise<void>>();

  /** @param insistMs how long a PBX that does not answer is asked to clear a variable, ms */
  constructor(private readonly insistMs = INSIST_MS) {}

  /** @throws CallwardenError of the first action that failed, when the others are done */
  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const wanted = new Set(call.onAlert?.[alert.level]);
    const ends = wanted.delete('hangUp');
    const done = await Promise.allSettled(
      [...wanted].map((action) => this.#act(action, alert, call, signal)),
    );
    // Last, so that the warning has been heard; and not at all once a person has said that it is no scam.
    if (ends && !signal.aborted)
      done.push(...(await Promise.allSettled([this.#act('hangUp', alert, call, signal)])));
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }

  /** The dialplan reads the variable long after the alert: it is `clear` again. @throws CallwardenError when it could not be set */
  async takeBack(callId: string): Promise<void> {
    // Until that is done it can be asked for again.
    await this.#clearing.get(callId)?.();
    this.#clearing.delete(callId);
  }

  async close(): Promise<void> {}

  async #act(action: AutomaticAction, alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const { actions } = call;
    await named(action, async () => {
      if (action === 'warn') await actions.warn?.(signal);
      else if (action === 'variable') await this.#setVariable(alert.level, call);
      else if (action === 'text') await actions.sendText?.(`${alert.title}. ${alert.advice}`);
      else await actions.hangUp?.();
    });
  }

  async #setVariable(level: Alert['level'], { callId, actions }: AlertedCall): Promise<void> {
    const setting = actions.setVariable?.(level);
    if (!setting) return;
    this.#clearing.delete(callId);
    this.#clearing.set(callId, async () => {
      // Still on its way, it would come after what takes it back.
      await setting.catch(() => {});
      await named('variable', () =>
        insisting(this.insistMs, async () => actions.setVariable?.('clear')),
      ).catch(unlessOver);
    });
    const [oldest = ''] = this.#clearing.keys();
    if (this.#clearing.size > this.delivery.queue) this.#clearing.delete(oldest);
    await setting;
  }
}

/** Asks a PBX that is away again. @param forMs so long */
async function insisting(forMs: number, work: () => Promise<void>): Promise<void> {
  const late = AbortSignal.timeout(forMs);
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      if (late.aborted || !AWAY.includes(asCallwardenError(thrown).code)) throw thrown;
      await pause(backoffMs(attempt), late);
    }
  }
}

/** What fails of an action says which one it was. */
async function named(action: AutomaticAction, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = asCallwardenError(thrown);
    throw new CallwardenError(error.code, `${action}: ${error.message}`, { cause: thrown });
  }
}

/** A call that is over has no variable to clear. */
function unlessOver(thrown: unknown): void {
  const { code } = asCallwardenError(thrown);
  if (code !== 'CW_ABORTED' && code !== 'CW_PBX_CALL_GONE') throw thrown;
}

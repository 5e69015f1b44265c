import type { CallwardenError } from '../../errors.js';
import type { Alert } from '../alert.js';
import type { AlertedCall, AlertSink } from './alert-sink.js';
import { SinkLane, type SinkStats } from './sink-lane.js';

export interface DispatcherHooks {
  /** An alert did not reach a sink; the others are not touched. It must not throw. */
  readonly onFailure: (error: CallwardenError, sink: string, callId: string) => void;
}

/** What waits is still delivered for so long when the service stops, ms. */
const CLOSING_MS = 3000;

/** Calls whose alerts can still be taken back; those of older ones have arrived or failed long since. */
const CALLS_REMEMBERED = 1000;

/** Takes every alert of every call and hands it to all sinks side by side; whoever raises one waits for none of them. */
export class AlertDispatcher implements AsyncDisposable {
  readonly #lanes: readonly SinkLane[];
  readonly #calls = new Map<string, AbortController>();
  #closing: Promise<void> | undefined;

  constructor(sinks: readonly AlertSink[], { onFailure }: DispatcherHooks) {
    this.#lanes = sinks.map((sink) => new SinkLane(sink, onFailure));
  }

  /** Hands an alert on. Returns at once and never throws. */
  raise(alert: Alert, call: AlertedCall): void {
    const withdrawn = this.#controllerOf(call.callId).signal;
    for (const lane of this.#lanes) lane.push({ alert, call, withdrawn });
  }

  /** A person said that a call is no scam: takes back what has not arrived, stops what is being done, takes no more of it. */
  withdraw(callId: string): void {
    this.#controllerOf(callId).abort();
    for (const lane of this.#lanes) lane.takeBack(callId);
  }

  /** Counts of each sink, for health and metrics. */
  stats(): SinkStats[] {
    return this.#lanes.map((lane) => lane.stats());
  }

  /** Delivers what waits, but not for ever; alerts raised from now on are not taken. Idempotent. */
  close(withinMs = CLOSING_MS): Promise<void> {
    this.#closing ??= (async () => {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), withinMs);
      await Promise.allSettled(this.#lanes.map((lane) => lane.close(late.signal)));
      clearTimeout(timer);
      this.#calls.clear();
    })();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #controllerOf(callId: string): AbortController {
    const known = this.#calls.get(callId);
    if (known) return known;
    if (this.#calls.size >= CALLS_REMEMBERED) {
      const [oldest = ''] = this.#calls.keys();
      this.#calls.delete(oldest);
    }
    const controller = new AbortController();
    this.#calls.set(callId, controller);
    return controller;
  }
}

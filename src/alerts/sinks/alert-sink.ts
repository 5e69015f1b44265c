import type { LiveCall } from '../../sources/call-source.js';
import type { Alert, AlertLevel } from '../alert.js';

/** How alerts are brought to a sink. */
export interface Delivery {
  /** Alerts that may wait for it; beyond it the oldest goes. */
  readonly queue: number;
  /** Deliveries at a time. */
  readonly concurrency: number;
  /** One attempt takes no longer, ms. */
  readonly timeoutMs: number;
  /** A delivery that failed for a reason that may pass is tried so often in all. */
  readonly attempts: number;
  /** No attempt begins when the alert is older than this, ms: by then it would be taken for news of a call that is over. */
  readonly freshMs: number;
}

/** An alert helps while the call goes on, and for as long after it as nothing has been paid yet: `Delivery.freshMs` of all sinks. */
export const FRESH_MS = 120_000;

/**
 * How alerts go over a network. A peer that is started anew is away for up to a minute, so they are tried for about that long;
 * so many at a time that those it does not take hold up no later ones.
 */
export function overNetwork(timeoutMs: number): Delivery {
  return { queue: 100, concurrency: 16, timeoutMs, attempts: 15, freshMs: FRESH_MS };
}

/** The call that an alert is about, as far as sinks look at it. */
export type AlertedCall = Pick<
  LiveCall,
  'callId' | 'line' | 'startedAt' | 'direction' | 'remote' | 'local' | 'actions' | 'onAlert'
>;

/** Somewhere that alerts go. */
export interface AlertSink {
  readonly name: string;
  /** Alerts below it do not go there. */
  readonly minLevel: AlertLevel;
  readonly delivery: Delivery;
  /**
   * Hands one alert on. Resolves when the sink has it.
   * @param signal fires at the time limit, and when the alert was taken back
   * @throws CallwardenError CW_ALERT_UNDELIVERED when it may be tried again; any other is final
   */
  deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void>;
  /**
   * A person said that a call is no scam: undoes what its alerts left behind, where something lasts.
   * @throws CallwardenError when that failed
   */
  takeBack?(callId: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

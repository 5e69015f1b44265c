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
  /** Idempotent. */
  close(): Promise<void>;
}

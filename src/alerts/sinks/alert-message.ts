import { SAMPLE_LINE } from '../../config/names.js';
import type { Endpoint } from '../../sources/call-source.js';
import type { Alert, Evidence } from '../alert.js';
import type { AlertedCall } from './alert-sink.js';

/** What of a call may go out with an alert. */
export interface Told {
  readonly withQuotes: boolean;
  readonly withNumbers: boolean;
}

/** An alert as programs, web hooks and brokers get it, in JSON. Flat, as home automation likes it. */
export interface AlertMessage {
  readonly event: 'alert';
  /** The same when it is delivered twice. */
  readonly id: string;
  readonly level: Alert['level'];
  readonly category: string;
  readonly title: string;
  readonly advice: string;
  readonly score: number;
  readonly callId: string;
  readonly line: string;
  readonly direction: AlertedCall['direction'];
  /** ISO 8601, of the call. */
  readonly startedAt: string;
  /** ms since then. */
  readonly atMs: number;
  readonly remote?: Endpoint;
  readonly local?: Endpoint;
  readonly evidence?: readonly Evidence[];
}

/** What is told of an alert: words and numbers of the call only when they are asked for. */
export function alertMessage(alert: Alert, call: AlertedCall, told: Told): AlertMessage {
  const { level, category, advice, atMs, evidence } = alert;
  const { callId, line, direction, startedAt, remote, local } = call;
  return {
    event: 'alert',
    id: `${callId}:${level}`,
    level,
    category,
    title: markSample(alert.title, call),
    advice,
    score: Math.round(alert.score * 1000) / 1000,
    callId,
    line,
    direction,
    startedAt: startedAt.toISOString(),
    atMs: Math.round(atMs),
    ...(told.withNumbers ? { remote, local } : {}),
    ...(told.withQuotes ? { evidence } : {}),
  };
}

/** A title as it is told: that of a sample call says that it is one. Samples reach every sink, which is how sinks are tried. */
export function markSample(title: string, { line }: Pick<AlertedCall, 'line'>): string {
  return line === SAMPLE_LINE ? `Sample call: ${title}` : title;
}

import type { Alert } from '../../../src/alerts/alert.js';
import type { AlertedCall } from '../../../src/alerts/sinks/alert-sink.js';
import { parseConfig } from '../../../src/config/load.js';
import type { Config } from '../../../src/config/schema.js';

/** Words that must not go where they were not asked for. */
export const QUOTE = 'read me the numbers on the back';
export const NUMBER = '+49 30 1234';

export function alertOf(level: Alert['level'] = 'scam'): Alert {
  return {
    level,
    atMs: 41_234.5,
    score: 0.98765,
    category: 'gift-cards',
    title: 'Gift cards',
    evidence: [{ party: 'remote', quote: QUOTE, startMs: 40_000, endMs: 41_000, signal: 'asks-gift-card' }],
    advice: 'Hang up. No office is paid in gift cards.',
  };
}

export function callOf(callId = 'line-1', more: Partial<AlertedCall> = {}): AlertedCall {
  return {
    callId,
    line: 'line',
    startedAt: new Date('2026-03-01T10:00:00Z'),
    direction: 'inbound',
    remote: { number: NUMBER, name: 'Inland "Revenue"' },
    local: { number: '201' },
    actions: {},
    ...more,
  };
}

/** A configuration with these sinks, filled with defaults. */
export function configOf(sinks: readonly object[], allow: readonly string[] = []): Config {
  return parseConfig(JSON.stringify({ alerts: { sinks }, network: { allow } }), 'test');
}

/** A signal that never fires. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

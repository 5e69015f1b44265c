import { type Block, heading, table, text } from '../document.js';
import { number, seconds } from '../format.js';
import type { CallRecord } from '../record.js';
import { alertMs } from './time-to-alert.js';

/** More rows than this are looked up in report.json. */
const MOST_ROWS = 60;

/** Call by call, where there are few enough to be read. */
export function callsSection(calls: readonly CallRecord[]): Block[] {
  if (calls.length === 0 || calls.length > MOST_ROWS) return [];
  return [
    heading(3, 'Call by call'),
    text(
      'What was told of each call and when. `asks at` is the ask by the labels, `called` the kind named with the last alert.',
    ),
    table(
      ['call', 'label', 'highest risk', 'level', 'suspicious at', 'scam at', 'asks at', 'called'],
      calls.map((call) => [
        call.id,
        `${call.label === 'scam' ? call.category : 'ordinary'}${call.hardNegative ? ', hard' : ''}`,
        number(call.score, 3),
        call.alerts.at(-1)?.level ?? 'no alert',
        told(alertMs(call, 'any alert')),
        told(alertMs(call, 'scam alert')),
        call.extractionCueMs === null ? '' : seconds(call.extractionCueMs),
        call.alerts.at(-1)?.category ?? '',
      ]),
    ),
  ];
}

function told(ms: number): string {
  return Number.isFinite(ms) ? seconds(ms) : '';
}

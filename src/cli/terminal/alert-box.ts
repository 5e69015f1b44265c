import boxen from 'boxen';
import pc from 'picocolors';
import type { CallEvent } from '../../calls/events.js';
import { clockTime } from './time.js';

type AlertEvent = Extract<CallEvent, { type: 'alert' }>;

/** The alert as a box that cannot be overlooked, with or without colours. */
export function alertBox(alert: AlertEvent): string {
  const scam = alert.level === 'scam';
  const heading = scam ? '■■■  THIS LOOKS LIKE A SCAM  ■■■' : '▲  This call is suspicious';
  const evidence = alert.evidence.map((quote) => `${clockTime(quote.startMs)}  “${quote.quote}”`);
  const body = [
    pc.bold(heading),
    '',
    `${alert.title} (${Math.round(alert.score * 100)} %)`,
    ...evidence,
    '',
    pc.bold(alert.advice),
  ].join('\n');
  return boxen(body, {
    borderStyle: scam ? 'double' : 'round',
    borderColor: scam ? 'red' : 'yellow',
    padding: { left: 2, right: 2, top: 0, bottom: 0 },
    margin: { top: 1, bottom: 1, left: 0, right: 0 },
  });
}

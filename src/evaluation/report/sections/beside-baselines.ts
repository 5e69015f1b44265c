import { quantile } from '../../metrics/quantile.js';
import { alerted, detectorsFor, isScam, PRODUCT, quietScore } from '../detectors.js';
import { type Block, comparison, heading, text } from '../document.js';
import { count, percentWithin, seconds } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';
import { alertMs, beforeTheAsk } from './time-to-alert.js';

const LEVELS = [
  { name: 'any alert', level: undefined },
  { name: 'scam alert', level: 'scam' },
] as const;

/** What parts and baselines would have found, and how soon, had they been allowed as many false alerts. */
export function besideBaselinesSection(calls: readonly CallRecord[]): Block[] {
  if (!calls.some(isScam) || calls.every(isScam)) return [];
  return [
    heading(3, 'Beside the baselines, at as many false alerts'),
    text(
      'Each row but the first has the loosest threshold at which it alerts no more ordinary calls than Callwarden does. It is chosen on these very calls, which flatters it: Callwarden’s thresholds were fitted to calls of the split dev. Times are of all scams, those never found included; a dash means that nobody noted the time.',
    ),
    ...LEVELS.flatMap(({ name, level }) => [
      text(level === 'scam' ? 'Alerts of the level `scam`:' : 'Alerts of any level:'),
      comparison(
        [
          name,
          'scams found',
          'ordinary calls alerted',
          'precision in this set',
          'half found within',
          'half within, from first cue',
          'found before the ask',
        ],
        besides(calls, level).map(row),
      ),
    ]),
  ];
}

export interface Beside {
  readonly name: string;
  readonly scams: readonly CallRecord[];
  /** Calls that it alerts. */
  readonly alerts: readonly CallRecord[];
  readonly over: (call: CallRecord) => boolean;
  readonly falseAlerts: number;
  readonly atMs: ((call: CallRecord) => number) | undefined;
}

/** The detectors beside the product, each at the loosest threshold with no more false alerts than the product has. */
export function besides(calls: readonly CallRecord[], level: 'scam' | undefined): Beside[] {
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  const allowed = ordinary.filter((call) => alerted(call, level)).length;
  const beside = (name: string, over: (call: CallRecord) => boolean, atMs: Beside['atMs']): Beside => ({
    name,
    scams,
    alerts: calls.filter(over),
    over,
    falseAlerts: ordinary.filter(over).length,
    atMs,
  });
  return detectorsFor(calls).map((detector) => {
    const { name, score, overAtMs } = detector;
    if (detector === PRODUCT) {
      const alert = level === 'scam' ? 'scam alert' : 'any alert';
      return beside(
        name,
        (call) => alerted(call, level),
        (call) => alertMs(call, alert),
      );
    }
    const quiet = quietScore(calls, detector, allowed);
    const over = (call: CallRecord) => score(call) > quiet;
    const atMs =
      overAtMs && ((call: CallRecord) => (over(call) ? overAtMs(call, quiet) : Number.POSITIVE_INFINITY));
    return beside(name, over, atMs);
  });
}

function row({ name, scams, alerts, over, falseAlerts, atMs }: Beside): string[] {
  const withCue = scams.filter(({ firstCueMs }) => firstCueMs !== null);
  return [
    name,
    percentWithin(shareWhere(scams, over)),
    count(falseAlerts),
    percentWithin(shareWhere(alerts, isScam)),
    ...(atMs === undefined
      ? ['–', '–', '–']
      : [
          median(scams.map(atMs)),
          median(withCue.map((call) => Math.max(0, atMs(call) - (call.firstCueMs ?? 0)))),
          percentWithin(beforeTheAsk(scams, atMs)),
        ]),
  ];
}

function median(times: readonly number[]): string {
  const half = quantile(times, 0.5);
  return half === Number.POSITIVE_INFINITY ? 'never' : seconds(half);
}

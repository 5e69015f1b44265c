import { shareOf } from '../../metrics/intervals.js';
import { quantile } from '../../metrics/quantile.js';
import { alerted, detectorsFor, isScam, PRODUCT, quietScore } from '../detectors.js';
import { type Block, comparison, heading, text } from '../document.js';
import { count, percentWithin, seconds } from '../format.js';
import type { CallRecord } from '../record.js';
import { alertMs } from './time-to-alert.js';

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
      'Each row but the first has the loosest threshold at which it alerts no more ordinary calls than Callwarden does. It is chosen on these very calls, which flatters it: Callwarden’s thresholds were fixed before. Times are of all scams, those never found included; a dash means that nobody noted the time.',
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

interface Beside {
  readonly name: string;
  readonly scams: readonly CallRecord[];
  /** Scams that it finds. */
  readonly found: readonly CallRecord[];
  readonly falseAlerts: number;
  readonly atMs: ((call: CallRecord) => number) | undefined;
}

function besides(calls: readonly CallRecord[], level: 'scam' | undefined): Beside[] {
  const scams = calls.filter(isScam);
  const ordinary = calls.filter((call) => !isScam(call));
  const allowed = ordinary.filter((call) => alerted(call, level)).length;
  const beside = (name: string, over: (call: CallRecord) => boolean, atMs: Beside['atMs']): Beside => ({
    name,
    scams,
    found: scams.filter(over),
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

function row({ name, scams, found, falseAlerts, atMs }: Beside): string[] {
  const withCue = scams.filter(({ firstCueMs }) => firstCueMs !== null);
  const withAsk = scams.filter(({ extractionCueMs }) => extractionCueMs !== null);
  return [
    name,
    percentWithin(shareOf(found.length, scams.length)),
    count(falseAlerts),
    percentWithin(shareOf(found.length, found.length + falseAlerts)),
    ...(atMs === undefined
      ? ['–', '–', '–']
      : [
          median(scams.map(atMs)),
          median(withCue.map((call) => Math.max(0, atMs(call) - (call.firstCueMs ?? 0)))),
          percentWithin(
            shareOf(
              withAsk.filter((call) => atMs(call) <= (call.extractionCueMs ?? 0)).length,
              withAsk.length,
            ),
          ),
        ]),
  ];
}

function median(times: readonly number[]): string {
  const half = quantile(times, 0.5);
  return half === Number.POSITIVE_INFINITY ? 'never' : seconds(half);
}

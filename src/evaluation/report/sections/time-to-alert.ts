import type { Estimate } from '../../metrics/bootstrap.js';
import { quantile } from '../../metrics/quantile.js';
import { isScam } from '../detectors.js';
import {
  type Axis,
  type Block,
  type Chart,
  heading,
  type Series,
  shareAxis,
  table,
  text,
} from '../document.js';
import { count, percent, percentWithin, seconds } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

type Level = 'any alert' | 'scam alert';
const LEVELS: readonly Level[] = ['any alert', 'scam alert'];

/** How soon a scam is told, and whether before it asks for anything. */
export function timeToAlertSection(calls: readonly CallRecord[]): Block[] {
  const scams = calls.filter(isScam);
  if (scams.length === 0) return [];
  const withFirst = scams.filter(({ firstCueMs }) => firstCueMs !== null);
  const withExtraction = scams.filter(({ extractionCueMs }) => extractionCueMs !== null);
  const fromStart = (level: Level) => scams.map((call) => alertMs(call, level));
  const fromCue = (level: Level) =>
    withFirst.map((call) => Math.max(0, alertMs(call, level) - (call.firstCueMs ?? 0)));
  return [
    heading(3, 'Time to alert'),
    text(
      'Of all scams, those never alerted included. A cue is the first turn, by the labels, that gives the scam away; the ask is the first turn that wants money, codes or access. An alert before the first cue counts as 0 s after it.',
    ),
    table(
      [
        'level',
        'scams',
        'half alerted within',
        '90 % within',
        'half within, from first cue',
        'labelled ask',
        'alerted before the ask',
      ],
      LEVELS.map((level) => [
        level,
        count(scams.length),
        within(fromStart(level), 0.5),
        within(fromStart(level), 0.9),
        within(fromCue(level), 0.5),
        count(withExtraction.length),
        percentWithin(beforeTheAsk(scams, (call) => alertMs(call, level))),
      ]),
    ),
    cdf('Scams alerted, by time since the call began', 'seconds since the call began', fromStart),
    ...(withFirst.length > 0
      ? [cdf('Scams alerted, by time since the first cue', 'seconds since the first cue', fromCue)]
      : []),
    ...(withExtraction.length > 0 ? [aroundTheAsk(withExtraction)] : []),
  ];
}

/** ms; Infinity for a call that never alerted. */
export function alertMs({ alerts }: CallRecord, level: Level): number {
  return (
    alerts.find((alert) => level === 'any alert' || alert.level === 'scam')?.atMs ?? Number.POSITIVE_INFINITY
  );
}

/** Of the scams whose ask is labelled, those found by then. */
export function beforeTheAsk(scams: readonly CallRecord[], atMs: (call: CallRecord) => number): Estimate {
  const asking = scams.filter(({ extractionCueMs }) => extractionCueMs !== null);
  return shareWhere(asking, (call) => atMs(call) <= (call.extractionCueMs ?? 0));
}

function within(times: readonly number[], share: number): string {
  const time = quantile(times, share);
  return time === Number.POSITIVE_INFINITY ? 'never' : seconds(time);
}

function cdf(title: string, label: string, timesOf: (level: Level) => number[]): Chart {
  const longest = Math.max(10_000, ...LEVELS.flatMap((level) => timesOf(level).filter(Number.isFinite)));
  return {
    kind: 'chart',
    title,
    description: `${title}: cumulative share of all scams.`,
    x: secondsAxis(label, longest / 1000),
    y: shareAxis('scams alerted'),
    series: LEVELS.map((level) => steps(level, timesOf(level), longest)),
  };
}

/** Seconds shown on either side of the ask. */
const AROUND_S = 60;

/** What stands left of the ask came in time. */
function aroundTheAsk(scams: readonly CallRecord[]): Chart {
  const untilAsk = (level: Level) =>
    scams.map((call) => alertMs(call, level) - (call.extractionCueMs ?? 0)).sort((a, b) => a - b);
  const inTime = untilAsk('any alert').filter((time) => time <= 0).length / scams.length;
  const ticks = [-60, -30, 0, 30, 60].map((at) => ({
    at,
    label: at === 0 ? 'the ask' : `${at > 0 ? '+' : ''}${at}`,
  }));
  return {
    kind: 'chart',
    title: 'Scams alerted, before and after the ask',
    description:
      'Cumulative share of the scams whose ask is labelled, over the time from the ask to the alert.',
    x: { label: 'seconds after the ask', from: -AROUND_S, to: AROUND_S, scale: 'linear', ticks },
    y: shareAxis('scams alerted'),
    series: LEVELS.map((level): Series => {
      const times = untilAsk(level).filter((time) => time <= AROUND_S * 1000);
      const points = times.map((time, i): [number, number] => [time / 1000, (i + 1) / scams.length]);
      const last: [number, number] = [AROUND_S, times.length / scams.length];
      return { name: level, style: 'steps', points: [[-AROUND_S, 0], ...points, last] };
    }),
    marks: [{ x: 0, y: inTime, label: `${percent(inTime)} in time` }],
  };
}

function steps(name: Level, times: readonly number[], longest: number): Series {
  const sorted = times.filter(Number.isFinite).sort((a, b) => a - b);
  const points = sorted.map((time, i): [number, number] => [time / 1000, (i + 1) / times.length]);
  const end: [number, number] = [longest / 1000, sorted.length / Math.max(1, times.length)];
  return { name, style: 'steps', points: [[0, 0], ...points, end] };
}

/** Round steps, at most eight of them. */
function secondsAxis(label: string, longest: number): Axis {
  const step = [5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600].find((size) => longest / size <= 8) ?? 7200;
  const to = Math.ceil(longest / step) * step;
  const ticks = Array.from({ length: to / step + 1 }, (_, i) => ({ at: i * step, label: String(i * step) }));
  return { label, from: 0, to, scale: 'linear', ticks };
}

import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../src/dashboard/model/backoff.js';
import { byDanger, isWorse } from '../../src/dashboard/model/danger.js';
import { formats } from '../../src/dashboard/model/format.js';
import { REASSURING } from '../../src/dashboard/model/reassuring.js';
import { riskSeries, riskTurningPoints } from '../../src/dashboard/model/risk-series.js';
import { callPath, routeOf } from '../../src/dashboard/model/route.js';
import { TAXONOMY } from '../../src/detection/taxonomy.js';
import { risk, view } from './events.js';

describe('byDanger', () => {
  it('puts the most dangerous first, and what is not known before what is clear', () => {
    const levels = (['clear', 'scam', 'unknown', 'suspicious'] as const).map((level) =>
      view({ level, callId: level }),
    );
    expect(levels.sort(byDanger).map(({ level }) => level)).toEqual([
      'scam',
      'suspicious',
      'unknown',
      'clear',
    ]);
  });

  it('does not move cards when only the score moves', () => {
    const [a, b] = [view({ callId: 'a', score: 0.1 }), view({ callId: 'b', score: 0.9 })];
    expect(Math.sign(byDanger(a, b))).toBe(Math.sign(byDanger({ ...a, score: 0.95 }, b)));
  });

  it('puts the newest first among equals', () => {
    const later = view({ callId: 'later', startedAt: '2026-11-24T11:00:00.000Z' });
    expect([view(), later].sort(byDanger)[0]).toBe(later);
  });

  it('knows what is worse', () => {
    expect(isWorse('scam', 'suspicious')).toBe(true);
    expect(isWorse('clear', 'clear')).toBe(false);
  });
});

describe('riskSeries', () => {
  it('takes the last reading of a moment and goes on to now', () => {
    const readings = [risk({ score: 0.1 }), risk({ score: 0.5 }), risk({ atMs: 4000, score: 0.9 })];
    expect(riskSeries(readings, 6000)).toEqual([
      [1, 4, 6],
      [50, 90, 90],
    ]);
  });

  it('is empty before the first reading', () => {
    expect(riskSeries([], 6000)).toEqual([[], []]);
  });
});

describe('riskTurningPoints', () => {
  it('has the first, every change of level and the highest', () => {
    const readings = [
      risk({ atMs: 1, score: 0.1 }),
      risk({ atMs: 2, score: 0.2 }),
      risk({ atMs: 3, score: 0.8, level: 'suspicious' }),
      risk({ atMs: 4, score: 0.9, level: 'suspicious' }),
      risk({ atMs: 5, score: 0.85, level: 'suspicious' }),
    ];
    expect(riskTurningPoints(readings).map(({ atMs }) => atMs)).toEqual([1, 3, 4]);
  });
});

describe('routeOf', () => {
  it.each([
    ['/', 'live'],
    ['/history', 'history'],
    ['/history/', 'history'],
    ['/health', 'health'],
    ['/settings', 'settings'],
    ['/audit', 'audit'],
    ['/nothing', 'unknown'],
    ['/calls/', 'unknown'],
    ['/calls/%E0%A4%A', 'unknown'],
  ])('%s is %s', (path, page) => {
    expect(routeOf(path).page).toBe(page);
  });

  it('finds the call of its own path, whatever its id holds', () => {
    const callId = 'PBX-1700000000.42/ä b';
    expect(routeOf(callPath(callId))).toEqual({ page: 'call', callId });
  });
});

describe('formats', () => {
  it('writes numbers as the language does', () => {
    expect(formats('en').percent(0.825)).toBe('83%');
    expect(formats('de').percent(0.825)).toBe('83\u00a0%');
    expect(formats('de').bytes(123_456)).toBe('123,5 kB');
    expect(formats('en').bytes(0)).toBe('0 byte');
    expect(formats('en').duration(640.4)).toBe('640 ms');
    expect(formats('en').duration(1320)).toBe('1.3s');
  });
});

describe('retryAfterMs', () => {
  it('waits longer each time, at most ten seconds', () => {
    expect(retryAfterMs(0, 1)).toBe(500);
    expect(retryAfterMs(1, 1)).toBe(1000);
    expect(retryAfterMs(20, 1)).toBe(10_000);
    expect(retryAfterMs(20, 0)).toBe(5000);
  });
});

describe('REASSURING', () => {
  it('names what the taxonomy weighs against a scam', () => {
    const against = TAXONOMY.signals.filter(({ weight }) => weight < 0).map(({ id }) => id);
    expect([...REASSURING]).toEqual(against);
  });
});

import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CallwardenError } from '../../../src/errors.js';
import { nextPurge, purgeDaily } from '../../../src/store/retention/schedule.js';

const local = (text: string) => new Date(text);
const nothing = { calls: 0, anonymised: 0, alerts: 0, transcripts: 0, feedback: 0, copies: 0 };

describe('the hour of the purge', () => {
  test('is today while it is still to come, else tomorrow', () => {
    expect(nextPurge(local('2026-03-01T03:59:59'), 4)).toEqual(local('2026-03-01T04:00:00'));
    expect(nextPurge(local('2026-03-01T04:00:00'), 4)).toEqual(local('2026-03-02T04:00:00'));
    expect(nextPurge(local('2026-12-31T23:30:00'), 0)).toEqual(local('2027-01-01T00:00:00'));
  });

  test('where clocks change it is the same hour, and never in the past', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    onTestFinished(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    // Clocks go from 2:00 to 3:00 on 29 March 2026, and from 3:00 to 2:00 on 25 October.
    expect(nextPurge(local('2026-03-28T05:00:00'), 4).toISOString()).toBe('2026-03-29T02:00:00.000Z');
    expect(nextPurge(local('2026-03-28T05:00:00'), 2).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(nextPurge(local('2026-03-29T03:00:00'), 2).toISOString()).toBe('2026-03-30T00:00:00.000Z');
    expect(nextPurge(local('2026-10-24T05:00:00'), 4).toISOString()).toBe('2026-10-25T03:00:00.000Z');
  });
});

describe('purging daily', () => {
  test('begins at once, goes on each day, survives a failure, ends when it is disposed of', () => {
    // A fake clock: days cannot be waited for.
    vi.useFakeTimers({ now: local('2026-03-01T12:00:00') });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const at: number[] = [];
    const failures: string[] = [];
    const purge = () => {
      at.push(Date.now());
      if (at.length === 2) throw new CallwardenError('CW_STORE_BUSY', 'busy');
      return nothing;
    };
    const schedule = purgeDaily({ purge }, { hour: 4, onFailure: ({ code }) => failures.push(code) });
    vi.advanceTimersByTime(2.9 * 86_400_000);
    const times = [
      '2026-03-01T12:00:00',
      '2026-03-02T04:00:00',
      '2026-03-03T04:00:00',
      '2026-03-04T04:00:00',
    ];
    expect(at).toEqual(times.map((time) => local(time).getTime()));
    expect(failures).toEqual(['CW_STORE_BUSY']);
    schedule[Symbol.dispose]();
    vi.advanceTimersByTime(3 * 86_400_000);
    expect(at).toHaveLength(4);
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EarWatch } from '../../src/calls/ear-watch.js';

const LIMITS = { overdueMs: 1000, hopelessMs: 5000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('tells once when the ear is at one thing for too long, and not while it gets on or has nothing to do', () => {
  const overdue = vi.fn();
  const watch = new EarWatch(LIMITS, overdue);
  for (let i = 0; i < 5; i++) {
    watch.start();
    vi.advanceTimersByTime(900);
  }
  watch.stop();
  vi.advanceTimersByTime(60_000);
  expect(overdue).not.toHaveBeenCalled();

  watch.start();
  vi.advanceTimersByTime(60_000);
  expect(overdue).toHaveBeenCalledOnce();
  expect(watch.givenUp.aborted).toBe(false);
});

it('sets one timer, however many things the ear is at, and leaves none behind', () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  const watch = new EarWatch(LIMITS, () => {});
  for (let i = 0; i < 100; i++) {
    watch.start();
    vi.advanceTimersByTime(20);
    watch.stop();
  }
  expect(set).toHaveBeenCalledOnce();

  watch.close();
  watch.start();
  expect(vi.getTimerCount()).toBe(0);
});

it('tells of an ear that is slow after a time in which it had nothing to do', () => {
  const overdue = vi.fn();
  const watch = new EarWatch(LIMITS, overdue);
  watch.start();
  watch.stop();
  vi.advanceTimersByTime(60_000);
  watch.start();
  vi.advanceTimersByTime(999);
  expect(overdue).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(overdue).toHaveBeenCalledOnce();
});

it('gives an ear up that does not answer once the call is over, whichever comes first', () => {
  const late = new EarWatch(LIMITS, () => {});
  late.start();
  vi.advanceTimersByTime(5000);
  late.callOver();
  expect(late.givenUp.aborted).toBe(true);

  const early = new EarWatch(LIMITS, () => {});
  early.start();
  early.callOver();
  vi.advanceTimersByTime(4999);
  expect(early.givenUp.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(early.givenUp.aborted).toBe(true);
});

it('waits anew for an ear that has answered in the end', () => {
  const watch = new EarWatch(LIMITS, () => {});
  watch.start();
  vi.advanceTimersByTime(5000);
  watch.stop();
  watch.start();
  watch.callOver();
  expect(watch.givenUp.aborted).toBe(false);
});

it('waits for the ear of a recorded call as long as it takes', () => {
  const overdue = vi.fn();
  const watch = new EarWatch(undefined, overdue);
  watch.start();
  watch.callOver();
  vi.advanceTimersByTime(3_600_000);
  expect(overdue).not.toHaveBeenCalled();
  expect(watch.givenUp.aborted).toBe(false);
});

import { afterEach, expect, it, vi } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { AbsenceClock } from '../../src/sources/absence-clock.js';

afterEach(() => void vi.useRealTimers());

it('runs while somebody is absent, and no longer', async () => {
  vi.useFakeTimers();
  const frames: Frame[] = [];
  const began = Date.now();
  const clock = new AbsenceClock(
    () => Date.now() - began,
    (lost) => void frames.push(...lost),
  );
  clock.leave([]);
  expect(vi.getTimerCount()).toBe(0);
  clock.leave(['remote', 'local']);
  clock.comeBack(['local']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['remote']));
  clock.comeBack(['remote']);
  expect(vi.getTimerCount()).toBe(0);

  clock.leave(['remote']);
  clock.stop();
  expect(vi.getTimerCount()).toBe(0);
  // Who is absent still is missed again with the next one that leaves.
  clock.leave(['remote']);
  expect(vi.getTimerCount()).toBe(1);
  clock.stop();
});

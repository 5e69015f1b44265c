import { expect, it } from 'vitest';
import { RestartPolicy } from '../../src/engines/restart-policy.js';

it('restarts at once, then later and later', () => {
  const policy = new RestartPolicy();
  const waits = [0, 1000, 2000, 3000, 4000, 5000].map((now) => policy.next(now, true));
  expect(waits).toEqual([0, 200, 1000, 5000, 15_000, 15_000]);
});

it('forgives deaths that are long past', () => {
  const policy = new RestartPolicy();
  policy.next(0, true);
  policy.next(1000, true);
  expect(policy.next(200_000, true)).toBe(0);
});

it('gives up on an engine that never loads', () => {
  const policy = new RestartPolicy();
  expect([policy.next(0, false), policy.next(1, false), policy.next(2, false)].at(-1)).toBeUndefined();
});

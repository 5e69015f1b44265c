import { expect, it } from 'vitest';
import { Degradation } from '../../src/calls/degradation.js';

it('lasts a minute from what was missed last, and tells of its beginning and its end alone', () => {
  const degradation = new Degradation();
  expect(degradation.goOn(0)).toBeUndefined();
  expect(degradation.miss('overload', 10_000)).toEqual({
    type: 'degraded',
    atMs: 10_000,
    degraded: true,
    reason: 'overload',
  });
  expect(degradation.miss('judge', 50_000)).toBeUndefined();
  expect(degradation.goOn(110_000)).toBeUndefined();
  expect(degradation.degraded).toBe(true);
  expect(degradation.goOn(110_001)).toMatchObject({ atMs: 110_001, degraded: false, reason: 'recovered' });
  expect(degradation.degraded).toBe(false);
  expect(degradation.goOn(120_000)).toBeUndefined();
});

import { expect, it } from 'vitest';
import { NoiseFloor } from '../../src/speech/noise-floor.js';

/** Feeds so many windows of a level and tells how many of the last were taken for noise. */
function feed(floor: NoiseFloor, dbfs: number, windows: number): number {
  let noise = 0;
  for (let i = 0; i < windows; i++) if (floor.isNoise(dbfs + (i % 3) - 1) && i >= windows / 2) noise++;
  return noise / Math.ceil(windows / 2);
}

it('takes digital silence for noise at once', () => {
  expect(feed(new NoiseFloor(), -120, 4)).toBe(1);
});

it('learns the noise of a line, and sees speech above it at once', () => {
  const floor = new NoiseFloor();
  feed(floor, -50, 1200);
  expect(feed(floor, -50, 100)).toBe(1);
  expect(floor.isNoise(-38)).toBe(false);
});

it('never takes loud sound for noise, however long it lasts', () => {
  const floor = new NoiseFloor();
  feed(floor, -20, 10_000);
  expect(floor.isNoise(-20)).toBe(false);
});

it('comes down fast when a line gets quiet, so that quiet speech is seen', () => {
  const floor = new NoiseFloor();
  feed(floor, -45, 2000);
  feed(floor, -70, 15);
  expect(floor.isNoise(-52)).toBe(false);
});

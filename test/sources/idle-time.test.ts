import { expect, it } from 'vitest';
import { IdleTime } from '../../src/sources/idle-time.js';

/** Looks at it every 20 ms. */
function wait(idle: IdleTime, fromMs: number, toMs: number): void {
  for (let ms = fromMs; ms < toMs; ms += 20) idle.tick(ms + 20);
}

it('counts from what came last on, and not what we stood still', () => {
  const idle = new IdleTime(50);
  idle.tick(0);
  wait(idle, 0, 400);
  expect(idle.ms).toBe(400);
  idle.tick(9000);
  expect(idle.ms).toBe(450);
  idle.heard();
  wait(idle, 9000, 9100);
  expect(idle.ms).toBe(100);
});

it('waits in vain only for who is expected, and for so long as was said', () => {
  const idle = new IdleTime(50);
  idle.tick(0);
  wait(idle, 0, 60_000);
  expect([idle.expected, idle.inVain]).toEqual([false, false]);
  idle.expect(2000);
  wait(idle, 60_000, 61_980);
  expect([idle.expected, idle.inVain]).toEqual([true, false]);
  wait(idle, 61_980, 62_000);
  expect(idle.inVain).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/sources/backoff.js';

describe('coming back to a peer', () => {
  it('waits twice as long each time, up to ten seconds, spread over half of it', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 1))).toEqual([250, 500, 1000, 2000]);
    expect(backoffMs(40, 1)).toBe(10_000);
    expect(backoffMs(40, 0)).toBe(5000);
  });
});

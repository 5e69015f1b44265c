import { describe, expect, test } from 'vitest';
import { PendingWrites } from '../../../src/store/journal/pending-writes.js';

describe('what waits', () => {
  const write = (n: number, owed: boolean) => ({ sql: '', parameters: [n], owed });
  const order = (pending: PendingWrites) => [...pending.all()].map(({ parameters }) => parameters[0]);

  test('the oldest that is not owed goes first when there is no room, and is counted', () => {
    const pending = new PendingWrites(3);
    pending.add(write(1, true));
    for (const n of [2, 3, 4, 5]) pending.add(write(n, false));
    expect(order(pending)).toEqual([1, 4, 5]);
    for (const n of [6, 7, 8]) pending.add(write(n, true));
    expect(order(pending)).toEqual([1, 6, 7, 8]);
    expect(pending.dropped).toBe(4);
  });

  test('the same key takes the place of what waits', () => {
    const pending = new PendingWrites(3);
    pending.add(write(1, false), 'a');
    pending.add(write(2, false), 'b');
    pending.add(write(3, false), 'a');
    expect(order(pending)).toEqual([3, 2]);
  });
});

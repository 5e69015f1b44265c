import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitWindow } from '../../../src/engines/judge/window.js';

const SHAPE = { opening: 1 / 8, block: 1 / 4 };

/** Turns of the lengths given; every token is its place in the call. */
function turns(lengths: readonly number[]): number[][] {
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => next++));
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((token, n) => token !== b[n]);
  return at === -1 ? a.length : at;
}

describe('fitWindow', () => {
  it('leaves a call alone that fits', () => {
    expect(fitWindow(turns([3, 4, 5]), 12, SHAPE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('keeps the opening turns and the newest', () => {
    const kept = fitWindow(turns(Array.from({ length: 40 }, () => 10)), 200, SHAPE);
    expect(kept.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(kept.at(-1)).toBe(399);
  });

  it('drops the older half, opening and all, for a model that never saw a gap', () => {
    const lengths = Array.from({ length: 21 }, () => 10);
    const kept = fitWindow(turns(lengths), 200, { opening: 0, block: 1 / 2 });
    expect(kept.at(0)).toBe(100);
    expect(kept).toHaveLength(110);
  });

  it('never exceeds the budget and keeps at least half of it and the last token', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 32, max: 512 }),
        (lengths, budget) => {
          const pieces = turns(lengths);
          const total = pieces.flat().length;
          const kept = fitWindow(pieces, budget, SHAPE);
          expect(kept.length).toBeLessThanOrEqual(budget);
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(total, Math.floor(budget / 2) - 1));
          expect(kept.at(-1)).toBe(total - 1);
        },
      ),
    );
  });

  it('keeps the prefix through most updates of a long call', () => {
    const budget = 400;
    let before: number[] = [];
    let rebuilt = 0;
    for (let n = 1; n <= 200; n += 1) {
      const now = fitWindow(turns(Array.from({ length: n }, () => 10)), budget, SHAPE);
      if (commonPrefix(before, now) < before.length) rebuilt += 1;
      before = now;
    }
    // 160 turns come after the window is full; a block of 100 tokens falls every 10 turns.
    expect(rebuilt).toBeGreaterThan(0);
    expect(rebuilt).toBeLessThanOrEqual(17);
  });

  it('cuts one endless turn rather than losing it', () => {
    const kept = fitWindow(turns([1000]), 100, SHAPE);
    expect(kept.at(-1)).toBe(999);
    expect(kept.length).toBeGreaterThanOrEqual(50);
  });
});

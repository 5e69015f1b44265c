import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unwrapper, wrappedDistance } from '../../../src/sources/rtp/unwrap.js';

describe.each([16, 32] as const)('counters of %i bits', (bits) => {
  const size = 2 ** bits;
  const half = size / 2;

  it('are followed over any number of wraps', () => {
    const steps = fc.array(fc.integer({ min: -half + 1, max: half - 1 }), { maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: size - 1 }), steps, (start, walk) => {
        const unwrapper = new Unwrapper(bits);
        let place = unwrapper.follow(start);
        for (const step of walk) {
          place += step;
          expect(unwrapper.follow(((place % size) + size) % size)).toBe(place);
        }
      }),
    );
  });

  it('are as far apart as the short way round', () => {
    expect(wrappedDistance(size - 1, 0, bits)).toBe(1);
    expect(wrappedDistance(0, size - 1, bits)).toBe(-1);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeThreshold } from '../../src/detection/threshold.js';

const hour = (maxScore: number) => ({ maxScore, hours: 1 });
const stretches = fc.array(
  fc.record({
    maxScore: fc.double({ min: 0, max: 0.99, noNaN: true }),
    hours: fc.double({ min: 0.01, max: 3, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('placeThreshold', () => {
  test('lies between the loudest quiet call and the quietest alarm', () => {
    const negatives = [0.1, 0.2, 0.3, 0.9].map(hour);
    const { threshold, falseAlarmsPer100h, hours } = placeThreshold(negatives, 25);
    expect(threshold).toBeCloseTo(0.6);
    expect(falseAlarmsPer100h).toBe(25);
    expect(hours).toBe(4);
  });

  test('meets the budget, whatever the calls', () => {
    fc.assert(
      fc.property(stretches, fc.double({ min: 0, max: 200, noNaN: true }), (negatives, budget) => {
        const { threshold, falseAlarmsPer100h } = placeThreshold(negatives, budget);
        const hours = negatives.reduce((sum, n) => sum + n.hours, 0);
        const alarms = negatives.filter((n) => n.maxScore >= threshold).length;
        expect(falseAlarmsPer100h).toBeCloseTo((100 * alarms) / hours);
        expect(falseAlarmsPer100h).toBeLessThanOrEqual(budget + 1e-6);
      }),
    );
  });

  test('a larger budget never asks for a higher threshold', () => {
    fc.assert(
      fc.property(stretches, fc.nat(100), fc.nat(100), (negatives, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const low = placeThreshold(negatives, large).threshold;
        expect(low).toBeLessThanOrEqual(placeThreshold(negatives, small).threshold);
      }),
    );
  });

  test('scores with no number between them are told apart', () => {
    const next = 0.5 + Number.EPSILON / 2;
    expect(placeThreshold([0.5, next].map(hour), 50)).toMatchObject({
      threshold: next,
      falseAlarmsPer100h: 50,
    });
  });

  test('equal scores alarm together or not at all', () => {
    const { falseAlarmsPer100h } = placeThreshold([0.5, 0.5, 0.5, 0.1].map(hour), 25);
    expect(falseAlarmsPer100h).toBe(0);
  });

  test.each([
    ['more certain calls than the budget allows', [0.999, 0.999, 0.1].map(hour), 10],
    ['no calls', [], 1],
    ['calls of no length', [{ maxScore: 0.1, hours: 0 }], 1],
    ['scores that are no numbers', [hour(Number.NaN)], 1],
    ['a budget that is no number', [hour(0.1)], Number.NaN],
  ])('fails loudly: %s', (_, negatives, budget) => {
    expect(() => placeThreshold(negatives, budget)).toThrow(
      expect.objectContaining({ code: 'CW_CALIBRATION_BUDGET' }),
    );
  });
});

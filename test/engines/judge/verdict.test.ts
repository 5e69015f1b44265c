import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictProbabilities } from '../../../src/engines/judge/verdict.js';

describe('verdictProbabilities', () => {
  it('sums to 1, and its logit counts as much of uncertain as scam as was asked', () => {
    const logit = fc.double({ min: -30, max: 30, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(logit, logit, logit, share, (scam, uncertain, legitimate, counted) => {
        const { probabilities: p, logit: odds } = verdictProbabilities(
          { scam, uncertain, legitimate },
          counted,
        );
        expect(p.scam + p.uncertain + p.legitimate).toBeCloseTo(1, 9);
        expect(1 / (1 + Math.exp(-odds))).toBeCloseTo(p.scam + counted * p.uncertain, 9);
      }),
    );
  });

  it('gives a third each for equal logits', () => {
    const { probabilities, logit } = verdictProbabilities({ scam: 2, uncertain: 2, legitimate: 2 }, 0);
    expect(probabilities.scam).toBeCloseTo(1 / 3, 12);
    expect(logit).toBeCloseTo(-Math.log(2), 12);
  });

  it('keeps a finite logit where the probabilities underflow', () => {
    const { probabilities, logit } = verdictProbabilities({ scam: -2000, uncertain: 0, legitimate: 0 }, 0);
    expect(probabilities.scam).toBe(0);
    expect(logit).toBeCloseTo(-2000 - Math.log(2), 6);
  });

  it('takes no broken logit for a verdict', () => {
    const broken = { scam: Number.NaN, uncertain: 0, legitimate: 0 };
    expect(() => verdictProbabilities(broken, 0)).toThrow(RangeError);
  });
});

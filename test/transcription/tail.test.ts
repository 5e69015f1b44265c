import { describe, expect, it } from 'vitest';
import { withTail } from '../../src/transcription/tail.js';

describe('the silence behind a chunk', () => {
  const speech = Int16Array.from({ length: 16_000 }, (_, i) => (i % 100) + 1);

  it('lasts 150 ms', () => {
    const longer = withTail(speech, 5000);
    expect(longer).toHaveLength(16_000 + 2400);
    expect(longer.subarray(0, 16_000)).toEqual(speech);
    expect(longer.subarray(16_000).every((sample) => sample === 0)).toBe(true);
  });

  it('never makes a chunk longer than the ear takes', () => {
    expect(withTail(speech, 1050)).toHaveLength(16_800);
    expect(withTail(speech, 900)).toHaveLength(16_000);
  });
});

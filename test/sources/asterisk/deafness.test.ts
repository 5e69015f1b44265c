import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { DeafnessWatch } from '../../../src/sources/asterisk/deafness.js';

const frame = (sample: number, about: Partial<Frame> = {}): Frame => ({
  party: 'remote',
  startMs: 0,
  samples: new Int16Array(320).fill(sample),
  lost: false,
  ...about,
});

/** Seconds at which it asks for new taps. */
function asks(seconds: number, at: (second: number) => Frame): number[] {
  const watch = new DeafnessWatch();
  return Array.from({ length: seconds }, (_, second) => second).filter((second) =>
    watch.hear(at(second), second * 1000),
  );
}

describe('exact silence', () => {
  it('is looked after, ever more seldom while nothing changes', () => {
    expect(asks(120, () => frame(0))).toEqual([10, 30, 70]);
  });

  it('is broken by the faintest noise', () => {
    expect(asks(120, (second) => frame(second % 9 === 0 ? 1 : 0))).toEqual([]);
    expect(asks(60, (second) => frame(second === 15 ? 1 : 0))).toEqual([10, 25, 45]);
  });

  it('is not what was lost, nor what the other party does', () => {
    expect(asks(60, () => frame(0, { lost: true }))).toEqual([]);
    expect(asks(60, (second) => (second % 2 === 0 ? frame(5) : frame(5, { party: 'local' })))).toEqual([]);
  });
});

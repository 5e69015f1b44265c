import { describe, expect, it } from 'vitest';
import { CallSpans } from '../../../src/sources/microphone/call-spans.js';

const MINUTES = 60;
const HOURS = 60 * MINUTES;
/** A steady sound of -40 dBFS, and the noise of a quiet room, -60. */
const SOUND = new Int16Array(320).fill(328);
const NOISE = new Int16Array(320).fill(33);

/** The calls of so many seconds, one frame a second: where each begins and its last frame, s. */
function callsOf(seconds: number, sounds: (second: number) => boolean): [number, number][] {
  const spans = new CallSpans();
  const calls = new Map<number, number>();
  for (let second = 0; second < seconds; second++) {
    const samples = sounds(second) ? SOUND : NOISE;
    const beganMs = spans.beginOf({ party: 'mixed', startMs: second * 1000, samples, lost: false });
    if (beganMs !== undefined) calls.set(beganMs / 1000, second);
  }
  return [...calls];
}

describe('the calls of a microphone', () => {
  it('begin at once, and an empty room makes no more of them', () => {
    expect(callsOf(24 * HOURS, () => false)).toEqual([[0, 299]]);
  });

  it('end after five minutes of quiet and begin with the next sound', () => {
    const talks = [
      [10, 100],
      [400, 700],
      [1000, 1001],
    ] as const;
    const sounds = (second: number) => talks.some(([from, to]) => second >= from && second < to);
    expect(callsOf(HOURS, sounds)).toEqual([
      [0, 398],
      [400, 998],
      [1000, 1299],
    ]);
  });

  it('bear a pause that is a little shorter', () => {
    expect(callsOf(HOURS, (second) => second % 300 === 0)).toEqual([[0, HOURS - 1]]);
  });

  it('last two hours at most where it is never quiet, and miss nothing', () => {
    expect(callsOf(5 * HOURS, () => true)).toEqual([
      [0, 2 * HOURS - 1],
      [2 * HOURS, 4 * HOURS - 1],
      [4 * HOURS, 5 * HOURS - 1],
    ]);
  });
});

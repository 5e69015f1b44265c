import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../src/sources/streams/timeline.js';
import { tone } from './peer.js';

const piece = tone(400, 8000, 20);

/** Plays so many ms, 20 at a time, each coming when it has been spoken. */
function play(timeline: Timeline, fromMs: number, ms: number) {
  return Array.from({ length: ms / 20 }, (_, i) => {
    const nowMs = fromMs + (i + 1) * 20;
    return [...timeline.hear(piece, 8000, nowMs), ...timeline.tick(nowMs)];
  }).flat();
}

function idle(timeline: Timeline, fromMs: number, ms: number) {
  return Array.from({ length: ms / 50 }, (_, i) => timeline.tick(fromMs + (i + 1) * 50)).flat();
}

describe('Timeline', () => {
  it('begins where the first piece was spoken', () => {
    const timeline = new Timeline('remote', 5000);
    const [first] = [...timeline.hear(piece, 8000, 140), ...timeline.hear(piece, 8000, 160)];
    expect(first?.startMs).toBe(120);
  });

  it('keeps the time of a party that sends nothing, marked lost', () => {
    const timeline = new Timeline('remote', 5000);
    play(timeline, 0, 1000);
    expect(idle(timeline, 1000, 1400)).toEqual([]);
    const frames = idle(timeline, 2400, 2600);
    // The first of them still holds the end of what was heard.
    expect(frames.slice(1).every(({ lost }) => lost)).toBe(true);
    expect(frames.length).toBeGreaterThan(150);
    const resumed = play(timeline, 5000, 40);
    // The clock is at 5 s; silence stays half a second behind it, so that a late piece still has its place.
    expect(resumed.at(-1)?.startMs).toBeGreaterThan(4400);
    expect(resumed.at(-1)?.startMs).toBeLessThan(5040);
  });

  it('gives a party up of whom nothing ever comes: lost from when it should be heard, and found when it is', () => {
    const timeline = new Timeline('remote', 5000);
    expect(idle(timeline, 0, 400)).toEqual([]);
    timeline.expect(400, 2000);
    expect(idle(timeline, 400, 1950)).toEqual([]);
    const frames = idle(timeline, 2350, 3650);
    expect(frames[0]?.startMs).toBe(400);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(5400);
    expect(frames.every(({ lost }) => lost)).toBe(true);
    const [, heard] = play(timeline, 6000, 60);
    expect(heard).toMatchObject({ lost: false });
  });

  it('puts in no more than the last seconds of a party that was long waited for', () => {
    const timeline = new Timeline('remote', 5000);
    timeline.expect(400, 6000);
    const frames = idle(timeline, 400, 8000);
    expect(frames[0]?.startMs).toBeGreaterThan(3800);
    expect(frames[0]?.startMs).toBeLessThan(4200);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(7400);
  });

  it('misses nothing of a party that begins within its time', () => {
    const timeline = new Timeline('remote', 5000);
    timeline.expect(0, 2000);
    idle(timeline, 0, 1950);
    const [first] = play(timeline, 1980, 60);
    expect(first).toMatchObject({ startMs: 1980, lost: false });
  });

  it('loses nothing of a stalled network that lets everything loose at once', () => {
    const timeline = new Timeline('remote', 5000);
    const first = play(timeline, 0, 1000);
    idle(timeline, 1000, 1000);
    const burst = Array.from({ length: 50 }, () => timeline.hear(piece, 8000, 2000)).flat();
    const heard = [...first, ...burst, ...timeline.end()];
    expect(heard.some(({ lost }) => lost)).toBe(false);
    expect(heard.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(32_000);
  });

  it('takes our own standstill for no fault of the sender', () => {
    const timeline = new Timeline('remote', 5000);
    play(timeline, 0, 1000);
    expect(timeline.tick(61_000)).toEqual([]);
  });

  it('calls audio from the future a flood', () => {
    const timeline = new Timeline('remote', 500);
    expect(() => {
      for (let i = 0; i < 100; i++) timeline.hear(piece, 8000, 100);
    }).toThrow(expect.objectContaining({ code: 'CW_STREAM_FLOOD' }));
  });
});

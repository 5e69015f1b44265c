import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { FrameClock } from '../../src/audio/frame-clock.js';

const counting = (from: number, length: number) => Int16Array.from({ length }, (_, i) => from + i);
const joined = (frames: readonly Frame[]) => frames.flatMap((frame) => [...frame.samples]);

describe('FrameClock', () => {
  it('cuts any chunks into frames of 20 ms whose times are exact and whose samples are all there', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 20 }), (sizes) => {
        const clock = new FrameClock('remote');
        const frames: Frame[] = [];
        let total = 0;
        for (const size of sizes) {
          frames.push(...clock.push(counting(total, size)));
          total += size;
        }
        expect(frames.every((frame) => frame.samples.length === 320)).toBe(true);
        frames.push(...clock.flush());
        expect(frames.map(({ startMs }) => startMs)).toEqual(frames.map((_, i) => i * 20));
        expect(joined(frames)).toEqual([...counting(0, total)]);
        expect(clock.nowMs).toBe(total / 16);
      }),
    );
  });

  it('counts from where it is told to, in frames as long as it is told', () => {
    const clock = new FrameClock('local', { startMs: 1234.5, frameMs: 10 });
    const frames = clock.push(new Int16Array(320));
    expect(frames.map(({ party, startMs }) => [party, startMs])).toEqual([
      ['local', 1234.5],
      ['local', 1244.5],
    ]);
  });

  it('does not drift in ten hours', () => {
    const clock = new FrameClock('remote', { frameMs: 1000 });
    const second = new Int16Array(16_000);
    let last: Frame | undefined;
    for (let i = 0; i < 3600; i++) last = clock.push(second).at(-1) ?? last;
    expect(last?.startMs).toBe(3_599_000);
  });

  it('puts silence where audio was lost, marked, and keeps the time of what follows', () => {
    const clock = new FrameClock('remote');
    const frames = [...clock.push(counting(1, 320)), ...clock.lose(640), ...clock.push(counting(1, 320))];
    expect(frames.map(({ startMs, lost }) => [startMs, lost])).toEqual([
      [0, false],
      [20, true],
      [40, true],
      [60, false],
    ]);
    expect(frames[1]?.samples).toEqual(new Int16Array(320));
  });

  it('marks a frame as lost when less than half of it was heard', () => {
    const heard = new FrameClock('remote');
    heard.push(counting(1, 160));
    expect(heard.lose(160)[0]?.lost).toBe(false);
    const lost = new FrameClock('remote');
    lost.push(counting(1, 159));
    const [frame] = lost.lose(161);
    expect(frame?.lost).toBe(true);
    expect([...(frame?.samples ?? [])]).toEqual([...counting(1, 159), ...new Array(161).fill(0)]);
  });

  it('gives frames that later samples do not change', () => {
    const clock = new FrameClock('remote');
    const chunk = counting(1, 320);
    const [frame] = clock.push(chunk);
    chunk.fill(0);
    clock.push(chunk);
    expect([...(frame?.samples ?? [])]).toEqual([...counting(1, 320)]);
  });

  it('gives nothing from flush when the last frame was full, and the rest once', () => {
    const clock = new FrameClock('remote');
    clock.push(new Int16Array(320));
    expect(clock.flush()).toEqual([]);
    clock.push(new Int16Array(5));
    expect(clock.flush()[0]?.samples).toHaveLength(5);
    expect(clock.flush()).toEqual([]);
  });
});

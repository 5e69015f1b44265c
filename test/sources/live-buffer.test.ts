import { expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { AsyncQueue } from '../../src/flow/async-queue.js';
import { liveBuffer } from '../../src/sources/live-buffer.js';

const frame = (startMs: number): Frame => ({
  party: 'remote',
  startMs,
  samples: new Int16Array(320),
  lost: false,
});

it('ends its line when the road leaves it, so that a call that failed keeps no tap', async () => {
  const line = new AsyncQueue<Frame>(8, 'wait');
  let ended = false;
  const frames = (async function* () {
    try {
      yield* line;
    } finally {
      ended = true;
    }
  })();
  await line.push(frame(0));
  for await (const heard of liveBuffer(frames)) {
    expect(heard.startMs).toBe(0);
    break;
  }
  await line.push(frame(20));
  await expect.poll(() => ended).toBe(true);
});

it('drops the oldest frames when the road falls behind', async () => {
  const frames = (async function* () {
    for (let startMs = 0; startMs < 200; startMs += 20) yield frame(startMs);
  })();
  const heard: number[] = [];
  for await (const { startMs } of liveBuffer(frames, 2)) {
    heard.push(startMs);
    await new Promise((resolve) => setImmediate(resolve)); // the line is faster than the road
  }
  expect(heard.at(-1)).toBe(180);
  expect(heard.length).toBeLessThan(10);
});

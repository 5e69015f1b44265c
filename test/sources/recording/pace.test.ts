import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { monotonicClock, type PaceClock, paced } from '../../../src/sources/recording/pace.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { testFolder, tone } from './make.js';

const file = testFolder();

/** A fake clock, as a real one would make the test wait: every sleep takes `late` ms more than asked. */
class FakeClock implements PaceClock {
  nowMs = 5_000_000;
  readonly sleeps: number[] = [];

  constructor(readonly lateMs: number) {}

  now(): number {
    return this.nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.nowMs += ms + this.lateMs;
  }
}

async function* frames(count: number, startMs = 0): AsyncGenerator<Frame> {
  for (let i = 0; i < count; i++) {
    for (const party of ['remote', 'local'] as const) {
      yield { party, startMs: startMs + i * 20, samples: new Int16Array(320), lost: false };
    }
  }
}

describe('paced', () => {
  it('gives each frame when its last sample would have been spoken, and does not drift', async () => {
    const clock = new FakeClock(1.3);
    const began = clock.nowMs;
    for await (const frame of paced(frames(3000, 40), clock)) {
      const lateMs = clock.nowMs - (began + frame.startMs - 40 + 20);
      // Each is late by the clock's own delay, the last as little as the first.
      expect(lateMs).toBeCloseTo(1.3, 6);
    }
    expect(clock.sleeps).toHaveLength(3000);
  });

  it('gives frames at once after a delay, until they are on time', async () => {
    const clock = new FakeClock(0);
    const sleptBefore: number[] = [];
    for await (const frame of paced(frames(10), clock)) {
      if (frame.party === 'local') continue;
      sleptBefore.push(clock.sleeps.length);
      if (frame.startMs === 20) clock.nowMs += 65;
    }
    expect(sleptBefore).toEqual([1, 2, 2, 2, 2, 3, 4, 5, 6, 7]);
  });

  it('stops waiting when it is told to', async () => {
    const stopping = new AbortController();
    const generator = paced(frames(2, 0), monotonicClock, stopping.signal);
    await generator.next();
    await generator.next();
    const waiting = generator.next();
    stopping.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow();
  });
});

describe('a recording at its real pace', () => {
  const path = file('call.wav', encodeWav([tone(440, 8000, 1000), tone(440, 8000, 1000)], 8000));

  it('takes as long as the call', async () => {
    const clock = new FakeClock(0);
    const began = clock.nowMs;
    await using recording = await openRecording({ file: path }, { realtime: true, clock });
    let count = 0;
    for await (const _ of recording.frames()) count++;
    expect([count, clock.nowMs - began]).toEqual([100, 1000]);
  });

  it('ends at once when its signal aborts, with a code', async () => {
    const stopping = new AbortController();
    await using recording = await openRecording({ file: path }, { realtime: true, signal: stopping.signal });
    const reading = async () => {
      for await (const _ of recording.frames()) stopping.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'CW_ABORTED' });
  });
});

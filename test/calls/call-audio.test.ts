import { expect, it } from 'vitest';
import { type Frame, SAMPLES_PER_MS } from '../../src/audio/frame.js';
import type { Party } from '../../src/audio/party.js';
import { CallAudio } from '../../src/calls/call-audio.js';
import { EarWatch } from '../../src/calls/ear-watch.js';

const FRAME_MS = 20;

function frame(party: Party, startMs: number, lost = false): Frame {
  return { party, startMs, lost, samples: new Int16Array(FRAME_MS * SAMPLES_PER_MS) };
}

async function* both(fromMs: number, toMs: number): AsyncGenerator<Frame> {
  for (let ms = fromMs; ms < toMs; ms += FRAME_MS) {
    yield frame('remote', ms);
    yield frame('local', ms);
  }
}

function audioOf() {
  const losses: number[] = [];
  const watch = new EarWatch(undefined, () => {});
  const audio = new CallAudio(watch, async () => void losses.push(audio.lostMs));
  return { audio, losses };
}

async function drain(frames: AsyncIterable<Frame>): Promise<void> {
  for await (const _ of frames);
}

it('counts what was lost and what never came, and tells when words may be missing', async () => {
  const { audio, losses } = audioOf();
  async function* patchy(): AsyncGenerator<Frame> {
    yield* both(0, 200);
    yield frame('remote', 200, true);
    yield* both(800, 1000);
  }
  await drain(audio.heard(patchy(), new AbortController().signal));
  // 20 ms marked lost, then gaps of 580 and 600 ms.
  expect(audio.lostMs).toBe(20 + 580 + 600);
  expect(losses).toEqual([600, 1200]);
  expect(audio.heardMs).toBe(1000);
});

it('gives up what has come and was not heard, of each party', async () => {
  const { audio } = audioOf();
  const stop = new AbortController();
  const road = audio.heard(audio.arriving(both(0, 1000)), stop.signal)[Symbol.asyncIterator]();
  for (let n = 0; n < 20; n++) await road.next();
  await drain(audio.arriving(both(200, 1000)));
  expect(audio.giveUpRest()).toEqual([
    { party: 'remote', startMs: 200, endMs: 1000, reason: 'engine-failed' },
    { party: 'local', startMs: 200, endMs: 1000, reason: 'engine-failed' },
  ]);
  expect(audio.lostMs).toBe(1600);
  expect(audio.heardMs).toBe(1000);
});

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

it('gives up what has come and is not dealt with, of each party of whom there is some', async () => {
  const { audio } = audioOf();
  async function* line(): AsyncGenerator<Frame> {
    yield* both(0, 1000);
    yield frame('remote', 1000);
    yield frame('mixed', 1000);
  }
  const road = audio.heard(both(0, 600), new AbortController().signal);
  await drain(audio.arriving(line()));
  await drain(road);
  // The ear has all of it up to 600, but what the remote party says since 400 is not back yet.
  audio.settle('remote', 400);
  audio.settle('local', 1000);
  expect(audio.giveUpRest()).toEqual([
    { party: 'remote', startMs: 400, endMs: 1020, reason: 'engine-failed' },
    { party: 'mixed', startMs: 1000, endMs: 1020, reason: 'engine-failed' },
  ]);
  expect(audio.lostMs).toBe(620 + 20);
  expect(audio.heardMs).toBe(1020);
});

it('is behind when far more of the line has come than the ear is at; of a recording it never is', async () => {
  const live = audioOf().audio;
  await drain(live.arriving(both(0, 10_000)));
  expect(live.isBehind('remote', 2000)).toBe(true);
  expect(live.isBehind('remote', 8000)).toBe(false);
  const recorded = audioOf().audio;
  await drain(recorded.heard(both(0, 10_000), new AbortController().signal));
  expect(recorded.isBehind('remote', 2000)).toBe(false);
});

it('counts once what never came within a stretch that is given up', async () => {
  const { audio } = audioOf();
  async function* patchy(): AsyncGenerator<Frame> {
    yield* both(0, 200);
    yield frame('remote', 400, true); // 200 ms that never came, and this frame
    yield* both(600, 1000); // 180 ms of the remote party, 400 of the local one
  }
  await drain(audio.heard(audio.arriving(patchy()), new AbortController().signal));
  expect(audio.lostMs).toBe(220 + 180 + 400);
  audio.settle('remote', 300);
  audio.settle('local', 1000);
  audio.giveUpRest();
  // Of the remote party 100 ms are gone before the stretch; of the local one all of it.
  expect(audio.lostMs).toBe(100 + (1000 - 300) + 400);
});

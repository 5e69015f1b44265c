import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import type { Party } from '../../src/audio/party.js';
import { type CallEngines, CallSession } from '../../src/calls/call-session.js';
import type { CallEvent } from '../../src/calls/events.js';
import { defaultConfig } from '../../src/config/load.js';
import { loadCalibration } from '../../src/detection/calibration.js';
import { Gate } from '../../src/detection/gate.js';
import { TranscriptionScheduler } from '../../src/transcription/scheduler.js';
import type { Transcriber } from '../../src/transcription/transcriber.js';
import { repository, shippedModel } from '../helpers/shipped.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A fake for a fault: an ear that answers so often and then hangs, deaf to the signal, too. */
function hangingAfter(answers: number): Transcriber {
  let asked = 0;
  return {
    model: 'hangs',
    maxChunkMs: 5000,
    transcribe: () =>
      asked++ < answers
        ? Promise.resolve({ text: 'good morning to you', confidence: 0.9 })
        : new Promise(() => {}),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Everything but the ear works; who is loud speaks. */
async function enginesWith(ear: Transcriber): Promise<CallEngines> {
  return {
    voice: {
      detect: async (_stream, samples) =>
        new Uint8Array(samples.length / 512).fill(samples.some((sample) => sample !== 0) ? 1 : 0),
      end: () => {},
    },
    scheduler: new TranscriptionScheduler(ear, { concurrency: 1, queueSeconds: 60 }),
    ear: { card: (await shippedModel('ear-en')).card },
    gate: await Gate.load(`${repository}models/gate-en/gate-en.json`),
    judge: undefined,
    calibration: await loadCalibration(`${repository}models/calibration-en.json`),
  };
}

const loud = new Int16Array(320).map((_, i) => 8000 * Math.sin(i / 5));
const quiet = new Int16Array(320);

/** One party after the other has the word for three seconds, with a second of quiet between; both lines end with the call. */
async function* talk(...speakers: readonly Party[]): AsyncGenerator<Frame> {
  for (let at = 0; at < speakers.length * 4000; at += 20) {
    for (const party of ['remote', 'local'] as const) {
      const speaks = at % 4000 < 3000 && speakers[Math.floor(at / 4000)] === party;
      yield { party, startMs: at, samples: speaks ? loud : quiet, lost: false };
    }
  }
}

async function eventsOf(frames: AsyncIterable<Frame>, ear: Transcriber): Promise<CallEvent[]> {
  const input = { callId: 'a', frames, startedAt: new Date(0), source: 'test', pace: 'live' } as const;
  const session = new CallSession(await enginesWith(ear), defaultConfig(), input);
  const events: CallEvent[] = [];
  const ended = (async () => {
    for await (const event of session.events()) events.push(event);
  })();
  while (events.at(-1)?.type !== 'call-ended') await vi.advanceTimersByTimeAsync(1000);
  await ended;
  return events;
}

const unheardIn = (events: readonly CallEvent[]) =>
  events.flatMap((event) => (event.type === 'unheard' ? [event] : []));

it('tells of the chunk that the ear holds as unheard, and of what waits behind it', async () => {
  const events = await eventsOf(talk('remote', 'local', 'remote'), hangingAfter(0));
  const [remote, local, ...rest] = unheardIn(events);
  expect(rest).toEqual([]);
  expect(remote).toMatchObject({ party: 'remote', startMs: 0, endMs: 12_000, reason: 'engine-failed' });
  expect(local).toMatchObject({ party: 'local', endMs: 12_000, reason: 'engine-failed' });
  expect(events.at(-1)).toMatchObject({ type: 'call-ended', unheard: 2, words: 0 });
});

it('does not tell of what it has heard, nor of a party of whom nothing is left', async () => {
  // The second chunk of the first three seconds is held; the other party said nothing in the call.
  async function* remoteOnly(): AsyncGenerator<Frame> {
    for await (const frame of talk('remote'))
      if (frame.party === 'remote' || frame.startMs < 960) yield frame;
  }
  const events = await eventsOf(remoteOnly(), hangingAfter(1));
  const turn = events.find((event) => event.type === 'turn');
  const [remote, ...rest] = unheardIn(events);
  expect(rest).toEqual([]);
  expect(remote).toMatchObject({ party: 'remote', endMs: 4000, reason: 'engine-failed' });
  expect(remote?.startMs).toBeGreaterThan(1500);
  expect(remote?.startMs).toBeLessThan(3000);
  expect(turn).toMatchObject({ party: 'remote', text: 'good morning to you' });
});

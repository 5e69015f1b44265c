import type { Frame } from '../../audio/frame.js';
import { SAMPLE_RATE_HZ } from '../../audio/frame.js';
import { FrameClock } from '../../audio/frame-clock.js';
import type { Party } from '../../audio/party.js';
import { mixDown } from '../../audio/pcm.js';
import { Resampler } from '../../audio/resampler.js';
import type { Sound } from './sound.js';

/** One party's way from samples at the file's rate to frames. */
class PartyTrack {
  readonly #resampler: Resampler;
  readonly #clock: FrameClock;

  constructor(party: Party, sampleRateHz: number, frameMs: number) {
    this.#resampler = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
    this.#clock = new FrameClock(party, { frameMs });
  }

  push(samples: Int16Array): Frame[] {
    return this.#clock.push(this.#resampler.push(samples));
  }

  flush(): Frame[] {
    return [...this.#clock.push(this.#resampler.flush()), ...this.#clock.flush()];
  }
}

/** The frames of one file in time order; of several parties at one time in the order of the channels. */
export async function* framesOf(
  sound: Sound,
  parties: readonly Party[],
  frameMs: number,
): AsyncGenerator<Frame> {
  const tracks = parties.map((party) => new PartyTrack(party, sound.info.sampleRateHz, frameMs));
  for await (const channels of sound.blocks()) {
    const voices = parties.length < channels.length ? [mixed(channels)] : channels;
    // Not `yield*`, which would wait for each frame as for a promise.
    for (const frame of inTurn(tracks.map((track, i) => track.push(voices[i] ?? new Int16Array(0)))))
      yield frame;
  }
  for (const frame of inTurn(tracks.map((track) => track.flush()))) yield frame;
}

function mixed([left, right]: readonly Int16Array[]): Int16Array {
  return mixDown(left ?? new Int16Array(0), right ?? new Int16Array(0));
}

/** The first of each, the second of each, and so on: the channels of one file are equally long. */
function* inTurn(tracks: readonly Frame[][]): Generator<Frame> {
  const longest = Math.max(...tracks.map((frames) => frames.length));
  for (let i = 0; i < longest; i++) {
    for (const frames of tracks) {
      const frame = frames[i];
      if (frame) yield frame;
    }
  }
}

/** Frames of several sources in time order, holding one of each; at one time the first source comes first. */
export async function* interleave(sources: readonly AsyncGenerator<Frame>[]): AsyncGenerator<Frame> {
  try {
    const heads = await Promise.all(sources.map((source) => source.next()));
    for (;;) {
      let earliest = -1;
      let startMs = Number.POSITIVE_INFINITY;
      heads.forEach((head, i) => {
        if (head.done || head.value.startMs >= startMs) return;
        earliest = i;
        startMs = head.value.startMs;
      });
      const head = heads[earliest];
      const source = sources[earliest];
      if (!head || head.done || !source) return;
      yield head.value;
      heads[earliest] = await source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}

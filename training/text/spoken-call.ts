// A call as speak.py leaves it in .cache/heard/audio: what was said where, and the samples of each party.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../../src/audio/frame.js';
import type { Party } from '../../src/audio/party.js';

/** A call as build.py writes it; what is not named here is passed on. */
export interface Call {
  readonly id: string;
  readonly turns: readonly { readonly party: Party; readonly text: string }[];
}

/** Where a turn was spoken. */
export interface Span {
  readonly party: Party;
  readonly said: string;
  readonly startMs: number;
  readonly endMs: number;
}

const FRAME_SAMPLES = 320;

export const HEARD = fileURLToPath(new URL('../../.cache/heard/', import.meta.url));
export const AUDIO = `${HEARD}audio/`;

/** @param name of the file that speak.py wrote last, with the ending .json */
export function spokenCall(name: string): { call: Call; spans: Span[] } {
  return JSON.parse(readFileSync(AUDIO + name, 'utf8')) as { call: Call; spans: Span[] };
}

export function samplesFile(id: string, party: Party): string {
  return `${AUDIO}${id}.${party}.pcm`;
}

/** Frames of 20 ms of all parties, in the order of the call. */
export async function* framesOf(id: string, parties: Iterable<Party>): AsyncGenerator<Frame> {
  const tracks = [...parties].map((party) => {
    const bytes = readFileSync(samplesFile(id, party));
    return { party, samples: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) };
  });
  const length = Math.max(...tracks.map(({ samples }) => samples.length));
  for (let at = 0; at < length; at += FRAME_SAMPLES) {
    for (const { party, samples } of tracks) {
      if (at < samples.length)
        yield { party, startMs: at / 16, samples: samples.subarray(at, at + FRAME_SAMPLES), lost: false };
    }
  }
}

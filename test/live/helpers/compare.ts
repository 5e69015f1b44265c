import type { Frame } from '../../../src/audio/frame.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import type { Party } from '../../../src/audio/party.js';
import { Resampler } from '../../../src/audio/resampler.js';
import { bestMatch, correlation, loudPieces } from './find-sound.js';

const RATE_HZ = 8000;
/** A packet of 20 ms. */
const PACKET = 160;
const PACKETS_A_SECOND = RATE_HZ / PACKET;
/** So many packets of silence may have been put in, all in all: 2 s. */
const MOST_INSERTED = 100;
/** What tells two ways apart that are equally good: fewer inserted packets are likelier. */
const PER_INSERTED = 1;
/** A place where the two run together is looked for in the first seconds. */
const EARLY_S = 4;
/** What was sent begins at the latest so long after the beginning of what was heard, s. */
const LATEST_S = 3;
/** Quieter than this is no speech to compare, dBFS. */
const QUIET_DBFS = -45;
/** Quieter than this is nothing at all, dBFS. */
const SILENT_DBFS = -70;

export interface Comparison {
  /** Correlation of each second that has speech in it. */
  readonly perSecond: readonly number[];
  /** Packets that the PBX put in where a packet of the phone was late. One that is not silent spoils its second. */
  readonly inserted: number;
  /** Speech in whose place there was silence, ms. */
  readonly silentMs: number;
}

interface Pair {
  readonly heard: Int16Array;
  readonly sent: Int16Array;
}

/** One party's frames as one piece of 8 kHz. */
export function soundOf(frames: readonly Frame[], party: Party): Int16Array {
  const down = new Resampler(16_000, RATE_HZ);
  return joined(frames.filter((frame) => frame.party === party).map((frame) => down.push(frame.samples)));
}

/**
 * Lays what was heard over what was sent, packet by packet from a place where they surely run together. Between packets
 * others may have been put in; none may be missing.
 */
export function compareSound(heard: Int16Array, sent: Int16Array): Comparison {
  const start = meetingPoint(heard, sent);
  const first = Math.ceil(start.sent / PACKET);
  const said = packets(sent.subarray(first * PACKET));
  const told = packets(heard.subarray(start.heard + first * PACKET - start.sent));
  const pairs: Pair[] = [];
  let silentMs = 0;
  let inserted = 0;
  for (const [i, delay] of alignment(told, said).entries()) {
    for (; inserted < delay; inserted++) pairs.push({ heard: told[i + inserted] ?? NOTHING, sent: NOTHING });
    const pair = { heard: told[i + delay] ?? NOTHING, sent: said[i] ?? NOTHING };
    // Silence where something was said is counted, not compared.
    if (rmsDbfs(pair.sent) > QUIET_DBFS && rmsDbfs(pair.heard) < SILENT_DBFS) silentMs += 20;
    else pairs.push(pair);
  }
  const perSecond: number[] = [];
  for (let at = 0; at + PACKETS_A_SECOND <= pairs.length; at += PACKETS_A_SECOND) {
    const second = pairs.slice(at, at + PACKETS_A_SECOND);
    const speech = joined(second.map((pair) => pair.sent));
    if (rmsDbfs(speech) > QUIET_DBFS)
      perSecond.push(correlation(joined(second.map((pair) => pair.heard)), speech));
  }
  return { perSecond, inserted, silentMs };
}

const NOTHING = new Int16Array(PACKET);

/**
 * By how many packets each packet that was said came late, up to the end of what was told: the way with the least energy
 * that is not explained, where a delay only grows and what it skips should be silent (a Viterbi search).
 */
function alignment(told: readonly Int16Array[], said: readonly Int16Array[]): readonly number[] {
  const skipped = [0];
  for (const packet of told) skipped.push((skipped.at(-1) ?? 0) + energy(packet) + PER_INSERTED);
  const from: Int16Array[] = [];
  let cost = Array.from({ length: MOST_INSERTED }, (_, delay) =>
    delay === 0 ? 0 : Number.POSITIVE_INFINITY,
  );
  let end = { cost: Number.POSITIVE_INFINITY, i: -1, delay: 0 };
  for (let i = 0; i < Math.min(said.length, told.length); i++) {
    const came = new Int16Array(MOST_INSERTED);
    let best = { cost: Number.POSITIVE_INFINITY, delay: 0 };
    cost = cost.map((before, delay) => {
      const packet = told[i + delay];
      const passed = skipped[i + delay] ?? 0;
      if (!packet) return Number.POSITIVE_INFINITY;
      if (before - passed < best.cost) best = { cost: before - passed, delay };
      came[delay] = best.delay;
      const here = best.cost + passed + difference(packet, said[i] ?? NOTHING);
      const last = i + delay === told.length - 1 || i === said.length - 1;
      if (last && here < end.cost) end = { cost: here, i, delay };
      return here;
    });
    from.push(came);
  }
  const delays: number[] = [];
  for (let { i, delay } = end; i >= 0; i--) {
    delays.unshift(delay);
    delay = from[i]?.[delay] ?? 0;
  }
  return delays;
}

function packets(sound: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(sound.length / PACKET) }, (_, i) =>
    sound.subarray(i * PACKET, (i + 1) * PACKET),
  );
}

function energy(sound: Int16Array): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0);
}

function difference(a: Int16Array, b: Int16Array): number {
  return a.reduce((sum, sample, i) => sum + (sample - (b[i] ?? 0)) ** 2, 0);
}

/** Where the two surely run together: the best match of some early pieces, should silence have got into one of them. */
function meetingPoint(heard: Int16Array, sent: Int16Array): { heard: number; sent: number } {
  const matches = loudPieces(sent.subarray(0, EARLY_S * RATE_HZ), 3, 2000).map((at) => {
    const near = heard.subarray(0, at + LATEST_S * RATE_HZ);
    const match = bestMatch(near, sent.subarray(at, at + 2000));
    return { heard: match.at, sent: at, correlation: match.correlation };
  });
  return matches.reduce((best, match) => (match.correlation > best.correlation ? match : best));
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

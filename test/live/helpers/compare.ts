import type { Frame } from '../../../src/audio/frame.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import type { Party } from '../../../src/audio/party.js';
import { Resampler } from '../../../src/audio/resampler.js';

const RATE_HZ = 8000;
/** A packet of 20 ms. */
const PACKET = 160;
/** An inserted packet may lie anywhere: it is looked for every 5 ms. */
const STEP = 40;
const SECOND = RATE_HZ / STEP;
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
  /** Packets of silence that the PBX put in where a packet of the phone was late. */
  readonly inserted: number;
  /** Speech in whose place there was silence, ms. */
  readonly silentMs: number;
}

/** One party's frames as one piece of 8 kHz. */
export function soundOf(frames: readonly Frame[], party: Party): Int16Array {
  const down = new Resampler(16_000, RATE_HZ);
  const parts = frames.filter((frame) => frame.party === party).map((frame) => down.push(frame.samples));
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Lays what was heard over what was sent, leaves out the silence that the PBX inserted, and compares the rest. */
export function compareSound(heard: Int16Array, sent: Int16Array): Comparison {
  const start = meetingPoint(heard, sent);
  const pairs: { heard: Int16Array; sent: Int16Array }[] = [];
  let inserted = 0;
  let silentMs = 0;
  for (let i = start.sent, j = start.heard; ; i += STEP, j += STEP) {
    const said = sent.subarray(i, i + PACKET);
    if (said.length < PACKET || j + 4 * PACKET > heard.length) break;
    const fits = (shift: number) => correlation(heard.subarray(j + shift, j + shift + PACKET), said) > 0.95;
    if (rmsDbfs(said) > QUIET_DBFS && !fits(0)) {
      const shift = [1, 2, 3].find((packets) => fits(packets * PACKET)) ?? 0;
      inserted += shift;
      j += shift * PACKET;
    }
    const pair = { heard: heard.subarray(j, j + STEP), sent: said.subarray(0, STEP) };
    // Silence where something was said is counted, not compared.
    if (rmsDbfs(pair.sent) > QUIET_DBFS && rmsDbfs(pair.heard) < SILENT_DBFS)
      silentMs += (1000 * STEP) / RATE_HZ;
    else pairs.push(pair);
  }
  const perSecond: number[] = [];
  for (let second = 0; second + SECOND <= pairs.length; second += SECOND) {
    const part = pairs.slice(second, second + SECOND);
    const said = joined(part.map((pair) => pair.sent));
    if (rmsDbfs(said) > QUIET_DBFS) perSecond.push(correlation(joined(part.map((pair) => pair.heard)), said));
  }
  return { perSecond, inserted, silentMs };
}

/** Pearson's, of two pieces of the same length; 0 when one is constant. */
export function correlation(a: Int16Array, b: Int16Array): number {
  const mean = (x: Int16Array) => x.reduce((sum, sample) => sum + sample, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Where a piece of sound lies in a longer one; the best place even when none is good. */
export function findIn(whole: Int16Array, piece: Int16Array): number {
  let best = { at: 0, match: Number.NEGATIVE_INFINITY };
  let power = 1;
  for (let i = 0; i < piece.length; i++) power += (whole[i] ?? 0) ** 2;
  for (let at = 0; at + piece.length <= whole.length; at++) {
    let sum = 0;
    for (let i = 0; i < piece.length; i++) sum += (whole[at + i] ?? 0) * (piece[i] ?? 0);
    const match = sum / Math.sqrt(Math.max(1, power));
    if (match > best.match) best = { at, match };
    power += (whole[at + piece.length] ?? 0) ** 2 - (whole[at] ?? 0) ** 2;
  }
  return best.at;
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

/** Where the loudest pieces of a sound begin. */
export function loudPieces(sound: Int16Array, count: number, length: number): readonly number[] {
  return Array.from({ length: Math.floor(sound.length / length) }, (_, i) => i * length)
    .map((at) => ({ at, dbfs: rmsDbfs(sound.subarray(at, at + length)) }))
    .sort((a, b) => b.dbfs - a.dbfs)
    .slice(0, count)
    .map(({ at }) => at);
}

function joined(parts: readonly Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

/** Where a sound is most like a piece that is looked for, and how like it is there. */
export function bestMatch(whole: Int16Array, piece: Int16Array): { at: number; correlation: number } {
  const at = findIn(whole, piece);
  const there = whole.subarray(at, at + piece.length);
  return { at, correlation: there.length === piece.length ? correlation(there, piece) : 0 };
}

/**
 * Where a sound begins in a longer one and how well it is found there, by the loudest eighths of a second of it and of
 * them the one that came through best: on a busy machine the PBX puts silence into one or the other, not into all.
 */
export function findSound(heard: Int16Array, sound: Int16Array): { afterMs: number; correlation: number } {
  const length = RATE_HZ / 8;
  const matches = loudPieces(sound, 4, length).map((from) => {
    const { at, correlation } = bestMatch(heard, sound.subarray(from, from + length));
    return { afterMs: ((at - from) / RATE_HZ) * 1000, correlation };
  });
  return matches.reduce((best, match) => (match.correlation > best.correlation ? match : best));
}

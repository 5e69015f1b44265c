import { rmsDbfs } from '../../../src/audio/level.js';

const RATE_HZ = 8000;

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

/** Where a sound is most like a piece that is looked for, and how like it is there. */
export function bestMatch(whole: Int16Array, piece: Int16Array): { at: number; correlation: number } {
  const at = findIn(whole, piece);
  const there = whole.subarray(at, at + piece.length);
  return { at, correlation: there.length === piece.length ? correlation(there, piece) : 0 };
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

/** Where the loudest pieces of a sound begin. */
export function loudPieces(sound: Int16Array, count: number, length: number): readonly number[] {
  return Array.from({ length: Math.floor(sound.length / length) }, (_, i) => i * length)
    .map((at) => ({ at, dbfs: rmsDbfs(sound.subarray(at, at + length)) }))
    .sort((a, b) => b.dbfs - a.dbfs)
    .slice(0, count)
    .map(({ at }) => at);
}

/** Where a piece of sound lies in a longer one; the best place even when none is good. */
function findIn(whole: Int16Array, piece: Int16Array): number {
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

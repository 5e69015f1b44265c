/**
 * Hashes of n-grams of words, the columns of the gate's linear model. training/gate/features.py has the same numbers;
 * test/detection/gate-vectors.json holds both to them.
 */

/** Where a chain of words starts: a column for whoever says it, and one for each party that is told apart. */
const SEEDS = { any: 0x0a, remote: 0x0b, local: 0x0c } as const;

export type GramGroup = keyof typeof SEEDS;

/** n-grams of up to this many words. */
export const GRAM_WORDS = 3;

/** FNV-1a, 32 bit, of an ASCII word. */
export function hashWord(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i += 1) {
    value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/**
 * Columns of the n-grams that end with the last of `hashes`.
 * @param hashes of the words of one party, oldest first
 * @param bits log2 of the number of columns
 */
export function gramsEndingAt(hashes: readonly number[], group: GramGroup, bits: number): number[] {
  const columns: number[] = [];
  for (let size = 1; size <= Math.min(GRAM_WORDS, hashes.length); size += 1) {
    columns.push(chainHashes(SEEDS[group], hashes.slice(-size)) & ((1 << bits) - 1));
  }
  return columns;
}

/** One hash of several, in their order, uint32. */
export function chainHashes(seed: number, hashes: readonly number[]): number {
  return hashes.reduce(mix, seed);
}

/** One word more: multiplied by 2^32 / golden ratio, the high bits folded in. */
function mix(state: number, hash: number): number {
  const value = Math.imul(state ^ hash, 0x9e3779b1) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

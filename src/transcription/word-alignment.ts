/**
 * Where `heard` goes on after `said`: the end of the prefix of `heard` that is closest to `said` in word edits.
 * A later pass may hear a committed word differently; the words after it must be neither lost nor doubled.
 * @returns index into `heard` of the first word that is not yet in `said`
 */
export function alignEnd(said: readonly string[], heard: readonly string[]): number {
  if (said.every((word, i) => word === heard[i])) return Math.min(said.length, heard.length);
  let row = Array.from({ length: heard.length + 1 }, (_, j) => j);
  for (const word of said) {
    const next = [(row[0] ?? 0) + 1];
    for (let j = 1; j <= heard.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (heard[j - 1] === word ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  let best = 0;
  // On a tie the prefix that ends with the same word wins, then the one nearest in length: it loses and doubles least.
  const last = said.at(-1);
  const rank = (j: number) =>
    (heard[j - 1] === last ? 0 : 1) + Math.abs(j - said.length) / (said.length + heard.length);
  for (let j = 1; j <= heard.length; j++) {
    const gain = (row[best] ?? 0) - (row[j] ?? 0);
    if (gain > 0 || (gain === 0 && rank(j) < rank(best))) best = j;
  }
  return best;
}

/** Most words that a seam may double: more do not fit into the overlap. */
const SEAM_WORDS = 3;

/**
 * How many words at the start of a chunk were already said at the end of the chunk before, because both heard the
 * overlap.
 */
export function doubledAtSeam(before: readonly string[], after: readonly string[]): number {
  for (let count = Math.min(SEAM_WORDS, before.length, after.length); count > 0; count--) {
    const tail = before.slice(-count);
    if (tail.every((word, i) => word === after[i])) return count;
  }
  return 0;
}

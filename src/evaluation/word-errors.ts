/** One step of an alignment: indices into the two texts; undefined where a word has no partner. */
export interface AlignedPair {
  readonly reference: number | undefined;
  readonly heard: number | undefined;
}

/**
 * Aligns recognised words with what was said, with the fewest word edits (Levenshtein, substitution costs 1).
 * O(n·m) time and bytes: align a call party by party, not hours at once.
 */
export function alignWords(reference: readonly string[], heard: readonly string[]): AlignedPair[] {
  const [n, m] = [reference.length, heard.length];
  const width = m + 1;
  const steps = new Uint8Array((n + 1) * width); // 0 both, 1 only in the reference, 2 only heard
  let row = Uint32Array.from({ length: width }, (_, j) => j);
  for (let j = 1; j <= m; j++) steps[j] = 2;
  for (let i = 1; i <= n; i++) {
    const next = new Uint32Array(width);
    next[0] = i;
    steps[i * width] = 1;
    for (let j = 1; j <= m; j++) {
      const both = (row[j - 1] ?? 0) + (reference[i - 1] === heard[j - 1] ? 0 : 1);
      const missed = (row[j] ?? 0) + 1;
      const invented = (next[j - 1] ?? 0) + 1;
      const least = Math.min(both, missed, invented);
      next[j] = least;
      steps[i * width + j] = least === both ? 0 : least === missed ? 1 : 2;
    }
    row = next;
  }
  const pairs: AlignedPair[] = [];
  for (let [i, j] = [n, m]; i > 0 || j > 0; ) {
    const step = steps[i * width + j];
    const takesReference = step !== 2;
    const takesHeard = step !== 1;
    pairs.push({ reference: takesReference ? --i : undefined, heard: takesHeard ? --j : undefined });
  }
  return pairs.reverse();
}

export interface WordErrors {
  readonly words: number;
  readonly substituted: number;
  readonly missed: number;
  readonly invented: number;
}

/** Counts errors; the word error rate is `(substituted + missed + invented) / words`. */
export function countErrors(reference: readonly string[], heard: readonly string[]): WordErrors {
  const errors = { words: reference.length, substituted: 0, missed: 0, invented: 0 };
  for (const pair of alignWords(reference, heard)) {
    if (pair.heard === undefined) errors.missed++;
    else if (pair.reference === undefined) errors.invented++;
    else if (reference[pair.reference] !== heard[pair.heard]) errors.substituted++;
  }
  return errors;
}

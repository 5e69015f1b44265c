/** Words of a pair may differ by this share of the longer call. */
const TOLERANCE = 0.2;

/**
 * Pairs every scam with an ordinary call of about the same length, as far as there are any: what is left of a detector
 * whose score grows with the length of a call. Scams choose in order of length; each ordinary call is taken once.
 * @returns the calls of all pairs
 */
export function lengthMatched<T extends { readonly words: number; readonly positive: boolean }>(
  calls: readonly T[],
): T[] {
  const byLength = (a: T, b: T) => a.words - b.words;
  const ordinary = calls.filter((call) => !call.positive).sort(byLength);
  const matched: T[] = [];
  let next = 0;
  for (const scam of calls.filter((call) => call.positive).sort(byLength)) {
    while (next < ordinary.length && (ordinary[next]?.words ?? 0) < scam.words * (1 - TOLERANCE)) next++;
    const partner = ordinary[next];
    if (partner === undefined || partner.words * (1 - TOLERANCE) > scam.words) continue;
    matched.push(scam, partner);
    next++;
  }
  return matched;
}

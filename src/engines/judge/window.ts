/** Share of the budget kept for the opening, where the caller says who they are. */
const OPENING_SHARE = 1 / 8;

/** Share of the budget dropped at a time. Smaller blocks lose less, larger ones rebuild the cache more rarely. */
const BLOCK_SHARE = 1 / 4;

/**
 * Fits a call into the tokens the model can see. A call that is too long keeps its opening and its newest turns;
 * what lies between is dropped in whole blocks, so that the result grows only at its end, and the cached prefix
 * stays good, until the next block falls.
 *
 * @param pieces tokens of the turns, oldest first
 * @param budget tokens there is room for
 * @returns at most `budget` tokens
 */
export function fitWindow<T>(pieces: readonly (readonly T[])[], budget: number): T[] {
  const tokens = pieces.flat();
  if (tokens.length <= budget) return tokens;

  const starts = pieceStarts(pieces);
  const block = Math.max(1, Math.floor(budget * BLOCK_SHARE));
  const opening = lastAtMost(starts, Math.floor(budget * OPENING_SHARE));
  const blocks = Math.ceil((tokens.length - budget) / block);
  const cut = opening + blocks * block;
  // A turn is dropped as a whole, unless it is so long that it would take most of what is left with it.
  const nextTurn = starts.find((start) => start >= cut);
  const from = nextTurn !== undefined && nextTurn - cut < block ? nextTurn : cut;
  return [...tokens.slice(0, opening), ...tokens.slice(from)];
}

function pieceStarts(pieces: readonly (readonly unknown[])[]): number[] {
  let next = 0;
  return pieces.map((piece) => {
    const start = next;
    next += piece.length;
    return start;
  });
}

function lastAtMost(sorted: readonly number[], limit: number): number {
  return sorted.findLast((value) => value <= limit) ?? 0;
}

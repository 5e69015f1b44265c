/** How a call that is too long is cut, in shares of the room there is. */
export interface WindowShape {
  /** Kept for the opening, where callers say who they are; 0 for models that never saw a gap. */
  readonly opening: number;
  /** Dropped at a time. Smaller blocks lose less, larger ones rebuild the cache more rarely. */
  readonly block: number;
}

/**
 * Fits a call into the tokens the model can see. A call that is too long keeps its opening and its newest turns;
 * what lies between is dropped in whole blocks, so that the result only grows at its end, and the cached prefix
 * stays good, until the next block falls.
 *
 * @param pieces tokens of the turns, oldest first
 * @param budget tokens there is room for
 * @returns at most `budget` tokens
 */
export function fitWindow<T>(pieces: readonly (readonly T[])[], budget: number, shape: WindowShape): T[] {
  const tokens = pieces.flat();
  if (tokens.length <= budget) return tokens;

  const starts = pieceStarts(pieces);
  const block = Math.max(1, Math.floor(budget * shape.block));
  const opening = lastAtMost(starts, Math.floor(budget * shape.opening));
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

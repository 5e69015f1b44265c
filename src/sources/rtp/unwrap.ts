/** Distance from one wrapping counter to another, the short way round: -2^(bits-1) to 2^(bits-1) - 1. */
export function wrappedDistance(from: number, to: number, bits: 16 | 32): number {
  const shift = 32 - bits;
  return ((to - from) << shift) >> shift;
}

/** Follows a wrapping counter into one that does not wrap: each value is placed nearest to the one before. */
export class Unwrapper {
  #last: number | undefined;

  constructor(readonly bits: 16 | 32) {}

  /** Where a value lies, without moving there. The first value is taken as it is. */
  peek(value: number): number {
    return this.#last === undefined ? value : this.#last + wrappedDistance(this.#last, value, this.bits);
  }

  /** Moves to a value. */
  follow(value: number): number {
    this.#last = this.peek(value);
    return this.#last;
  }

  reset(): void {
    this.#last = undefined;
  }
}

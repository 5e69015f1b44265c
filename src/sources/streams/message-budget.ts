/** A burst that a stalled network may let loose at once, s of the allowed rate. */
const BURST_S = 5;

/** Counts messages against an allowed rate (a token bucket). Pure: the clock is an argument. */
export class MessageBudget {
  #left: number;
  #atMs: number | undefined;

  constructor(private readonly perSecond: number) {
    this.#left = perSecond * BURST_S;
  }

  /** Spends one message; false when there is none left. @param nowMs any monotonic clock */
  spend(nowMs: number): boolean {
    const elapsedS = (nowMs - (this.#atMs ?? nowMs)) / 1000;
    this.#atMs = nowMs;
    this.#left = Math.min(this.perSecond * BURST_S, this.#left + elapsedS * this.perSecond);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

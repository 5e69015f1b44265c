/** Of the time before a party was given up that never came at all, so much is put in, ms: more would crowd out the other party. */
export const FIRST_LOSS_MS = 2500;

/**
 * How long nothing has come of a party, and whether one that never came is to be given up. Pure: the clock is an argument,
 * ms since the call began.
 */
export class IdleTime {
  #ms = 0;
  #tickMs: number | undefined;
  #patienceMs = Number.POSITIVE_INFINITY;

  /** @param longestTickMs longest time between two ticks that counts, ms: more means that we stood still, not the sender */
  constructor(private readonly longestTickMs: number) {}

  get ms(): number {
    return this.#ms;
  }

  /** Somebody is waited for. */
  get expected(): boolean {
    return this.#patienceMs < Number.POSITIVE_INFINITY;
  }

  /** Who was waited for has not come in time. */
  get inVain(): boolean {
    return this.#ms >= this.#patienceMs;
  }

  /** Something should come from now on, and within `patienceMs`. */
  expect(patienceMs: number): void {
    this.#patienceMs = patienceMs;
    this.#ms = 0;
  }

  /** Something has come. */
  heard(): void {
    this.#ms = 0;
  }

  tick(nowMs: number): void {
    this.#ms += Math.min(nowMs - (this.#tickMs ?? nowMs), this.longestTickMs);
    this.#tickMs = nowMs;
  }
}

export interface EarLimits {
  /** The longest wait of an ear that keeps up, ms. */
  readonly overdueMs: number;
  /** Whoever waits longer is not in a queue: the ear hangs, or its engine is down, ms. */
  readonly hopelessMs: number;
}

/**
 * Tells when the ear has been at one thing for longer than an ear that keeps up ever is. What waits for it stands still
 * then, and would never say so itself. Once the call is over, nobody waits for an ear without hope.
 */
export class EarWatch {
  private readonly giveUp = new AbortController();
  private timers: NodeJS.Timeout[] = [];
  private hopeless = false;
  private over = false;

  /** @param limits undefined: it is waited for as long as it takes */
  constructor(
    private readonly limits: EarLimits | undefined,
    private readonly onOverdue: () => void,
  ) {}

  /** Fires when the call is over and the ear does not answer. */
  get givenUp(): AbortSignal {
    return this.giveUp.signal;
  }

  /** The ear has something to do, from now on. */
  start(): void {
    this.stop();
    if (this.limits === undefined) return;
    const loseHope = () => {
      this.hopeless = true;
      if (this.over) this.giveUp.abort();
    };
    this.timers = [
      setTimeout(this.onOverdue, this.limits.overdueMs),
      setTimeout(loseHope, this.limits.hopelessMs),
    ];
  }

  /** Nothing is asked of it. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.hopeless = false;
  }

  /** The line gives no more. */
  callOver(): void {
    this.over = true;
    if (this.hopeless) this.giveUp.abort();
  }
}

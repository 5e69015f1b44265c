export interface EarLimits {
  /** The longest wait of an ear that keeps up, ms. */
  readonly overdueMs: number;
  /** Whoever waits longer is not in a queue: the ear hangs, or its engine is down; ms, not below `overdueMs`. */
  readonly hopelessMs: number;
}

/**
 * Tells when the ear has been at one thing for longer than an ear that keeps up ever is. What waits for it stands still
 * then, and would never say so itself. Once the call is over, nobody waits for an ear without hope.
 */
export class EarWatch {
  private readonly giveUp = new AbortController();
  /** One for the whole call, moved on with each thing: there are a hundred a second. */
  private overdue: NodeJS.Timeout | undefined;
  private hope: NodeJS.Timeout | undefined;
  private busy = false;
  private hopeless = false;
  private over = false;
  private closed = false;

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
    const { limits } = this;
    if (limits === undefined || this.closed) return;
    this.busy = true;
    this.overdue = this.overdue?.refresh() ?? setTimeout(() => this.beOverdue(limits), limits.overdueMs);
  }

  /** Nothing is asked of it. */
  stop(): void {
    this.busy = false;
    this.hopeless = false;
    clearTimeout(this.hope);
  }

  /** The line gives no more. */
  callOver(): void {
    this.over = true;
    if (this.hopeless) this.giveUp.abort();
  }

  /** Nobody waits for the ear any more, whatever is still asked of it. Idempotent. */
  close(): void {
    this.stop();
    this.closed = true;
    clearTimeout(this.overdue);
  }

  private beOverdue({ overdueMs, hopelessMs }: EarLimits): void {
    // Stopping leaves the timer as it is: moving it on is all that a frame costs.
    if (!this.busy) return;
    this.hope = setTimeout(() => this.loseHope(), hopelessMs - overdueMs);
    this.onOverdue();
  }

  private loseHope(): void {
    this.hopeless = true;
    if (this.over) this.giveUp.abort();
  }
}

/**
 * Tells when the ear has been at one thing for longer than an ear that keeps up ever is: it hangs, or its engine is down.
 * What waits for it stands still then, and would never say so itself. Once the call is over nobody waits any longer.
 */
export class EarWatch {
  private readonly giveUp = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private overdue = false;
  private over = false;

  /** @param limitMs the longest that is no fault, ms; undefined: it is waited for as long as it takes */
  constructor(
    private readonly limitMs: number | undefined,
    private readonly onOverdue: () => void,
  ) {}

  /** Fires when the call is over and the ear does not answer. */
  get givenUp(): AbortSignal {
    return this.giveUp.signal;
  }

  /** The ear has something to do, from now on. */
  start(): void {
    this.stop();
    if (this.limitMs === undefined) return;
    this.timer = setTimeout(() => {
      this.overdue = true;
      this.onOverdue();
      if (this.over) this.giveUp.abort();
    }, this.limitMs);
  }

  /** Nothing is asked of it. */
  stop(): void {
    clearTimeout(this.timer);
    this.overdue = false;
  }

  /** The line gives no more. */
  callOver(): void {
    this.over = true;
    if (this.overdue) this.giveUp.abort();
  }
}

/** Waits before the first and the following restarts of an engine that keeps dying, in ms. */
const BACK_OFF_MS = [0, 200, 1000, 5000, 15_000] as const;

/** Deaths further apart than this are unrelated, in ms. */
const FORGIVEN_AFTER_MS = 60_000;

/** An engine that dies this often in a row before it has ever loaded will not load. */
const LOADS_TRIED = 3;

/** Decides when an engine that died is started again: at once the first time, later and later if it goes on. */
export class RestartPolicy {
  private deaths = 0;
  private failedLoads = 0;
  private lastMs = Number.NEGATIVE_INFINITY;

  /** Work was done since the last death. */
  succeeded(): void {
    this.failedLoads = 0;
  }

  /**
   * @param nowMs a monotonic clock
   * @param hadLoaded the engine has loaded at least once: it can, so it is never given up
   * @returns the wait in ms, or undefined when trying again is pointless
   */
  next(nowMs: number, hadLoaded: boolean): number | undefined {
    if (nowMs - this.lastMs > FORGIVEN_AFTER_MS) this.deaths = 0;
    this.lastMs = nowMs;
    this.failedLoads = hadLoaded ? 0 : this.failedLoads + 1;
    if (this.failedLoads >= LOADS_TRIED) return undefined;
    return BACK_OFF_MS[Math.min(this.deaths++, BACK_OFF_MS.length - 1)];
  }
}

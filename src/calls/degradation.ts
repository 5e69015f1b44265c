import type { EventBody } from './events.js';

/** Something missed makes `clear` untrue for this long, ms of call. */
const DEGRADED_FOR_MS = 60_000;

/** Whether something of a call was missed lately. Pure: time comes in, and what is to be told of a change goes out. */
export class Degradation {
  private untilMs = Number.NEGATIVE_INFINITY;
  private missing = false;

  get degraded(): boolean {
    return this.missing;
  }

  /**
   * Something was missed.
   * @param atMs where in the call, ms
   * @returns what to tell; undefined where that is known
   */
  miss(reason: string, atMs: number): EventBody | undefined {
    this.untilMs = atMs + DEGRADED_FOR_MS;
    if (this.missing) return undefined;
    this.missing = true;
    return { type: 'degraded', atMs, degraded: true, reason };
  }

  /**
   * The call has come to `atMs`, ms.
   * @returns what to tell where all that was missed is long past
   */
  goOn(atMs: number): EventBody | undefined {
    if (!this.missing || atMs <= this.untilMs) return undefined;
    this.missing = false;
    return { type: 'degraded', atMs, degraded: false, reason: 'recovered' };
  }
}

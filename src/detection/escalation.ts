import type { Calibration } from './calibration.js';
import { clampLogit, logOdds } from './platt.js';
import type { SignalHit } from './signal.js';

/**
 * Log-odds added at once for what the remote party was heard doing. A signal counts once however often it
 * is repeated, and the sum never falls: a scammer who later "warns" takes nothing back.
 */
export class Escalation {
  readonly #settings: Calibration['escalation'];
  readonly #shares = new Map<string, number>();
  #nats = 0;

  constructor(settings: Calibration['escalation']) {
    this.#settings = settings;
  }

  /** Log-odds so far, 0..cap. */
  get nats(): number {
    return this.#nats;
  }

  hear(hits: readonly SignalHit[]): void {
    for (const { signal, party } of hits) {
      const share = party === 'remote' ? 1 : party === 'mixed' ? this.#settings.mixedShare : 0;
      this.#shares.set(signal, Math.max(share, this.#shares.get(signal) ?? 0));
    }
    let sum = 0;
    for (const [signal, share] of this.#shares) {
      if (Object.hasOwn(this.#settings.signals, signal)) sum += share * (this.#settings.signals[signal] ?? 0);
    }
    this.#nats = Math.min(this.#settings.cap, Math.max(this.#nats, sum));
  }

  /**
   * Log-odds of the call with the escalation on top. Without support the sum stops at the ceiling:
   * words alone may worry, only gate or judge may condemn.
   */
  applyTo(logit: number, supported: boolean): number {
    const raised = clampLogit(logit + this.#nats);
    return supported ? raised : Math.max(logit, Math.min(raised, logOdds(this.#settings.ceiling)));
  }
}

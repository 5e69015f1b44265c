import type { Frame } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import { AbsentParties } from './absent-parties.js';

/** How often the time of absent parties goes on, ms. */
const TICK_MS = 50;

/** Keeps the time of a call's absent parties going, as long as there are any. */
export class AbsenceClock {
  readonly #absent = new AbsentParties();
  #ticker: NodeJS.Timeout | undefined;

  /**
   * @param now ms since the call began
   * @param onFrames takes what is lost of them
   */
  constructor(
    private readonly now: () => number,
    private readonly onFrames: (frames: readonly Frame[]) => void,
  ) {}

  /** See `AbsentParties.leave`. */
  leave(parties: readonly Party[]): void {
    this.#absent.leave(parties, this.now());
    if (this.#absent.size > 0)
      this.#ticker ??= setInterval(() => this.onFrames(this.#absent.tick(this.now())), TICK_MS);
  }

  /** See `AbsentParties.comeBack`. */
  comeBack(parties: readonly Party[]): void {
    this.#absent.comeBack(parties);
    if (this.#absent.size === 0) this.stop();
  }

  /** Their time stands still until another one leaves. Idempotent. */
  stop(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }
}

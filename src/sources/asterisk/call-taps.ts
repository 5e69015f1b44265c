import type { Frame } from '../../audio/frame.js';
import { CallwardenError } from '../../errors.js';
import { AbsenceClock } from '../absence-clock.js';
import { pause } from '../backoff.js';
import { AriChannel } from './ari-types.js';
import type { Pbx } from './pbx.js';
import { attachTap, type Tap } from './tap.js';

const SIDES = ['remote', 'local'] as const;

type Side = (typeof SIDES)[number];

/** What the protected party's channel hears is the other side. */
const SPY = { remote: 'out', local: 'in' } as const;

/** A tap that has come off is put on again after this, ms. */
const REPAIR_AFTER_MS = 500;

/** Between off and on again, ms: with the first packet that passes without a snoop the PBX forgets what went before. */
const FORGET_MS = 100;

export interface CallTapsOptions {
  /** Channel of the protected party. */
  readonly channelId: string;
  /** ms since the call began. */
  readonly now: () => number;
  readonly onFrames: (frames: readonly Frame[]) => void;
  /** Fires when the call is over. */
  readonly signal: AbortSignal;
}

/** The two taps of a call: what the protected party says and what it hears. */
export class CallTaps {
  readonly #taps = new Map<Side, Tap>();
  readonly #absence: AbsenceClock;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly pbx: Pbx,
    private readonly options: CallTapsOptions,
  ) {
    this.#absence = new AbsenceClock(options.now, options.onFrames);
  }

  /** Ids of what is on the PBX. */
  get ids(): readonly string[] {
    return [...this.#taps.values()].flatMap(({ ids }) => ids);
  }

  /** Puts on what is not. @throws CallwardenError as `attachTap`; what could be put on stays */
  attach(): Promise<void> {
    return this.#next(() => this.#complete());
  }

  /**
   * Puts a tap on again that has come off while the call goes on: the PBX cuts a connection that is not read.
   * @param goneId a channel of ours that is no more
   * @throws CallwardenError as `attach`
   */
  repair(goneId: string): Promise<void> {
    return this.#next(async () => {
      // At the end of a call our channels go first: then there is nothing to mend.
      await pause(REPAIR_AFTER_MS, this.options.signal);
      for (const [side, tap] of this.#taps) {
        if (!tap.ids.includes(goneId)) continue;
        this.#taps.delete(side);
        await tap.close();
      }
      await this.#complete();
    });
  }

  /**
   * Takes both off and puts them on anew: a snoop may have gone deaf (`DeafnessWatch`), and it is cured only when there
   * is none left on the channel.
   * @throws CallwardenError as `attach`; when the PBX does not answer they stay on as they are
   */
  renew(): Promise<void> {
    return this.#next(async () => {
      const { channelId, signal } = this.options;
      await this.pbx.ari.get(AriChannel, `/channels/${encodeURIComponent(channelId)}`, { signal });
      await this.close();
      await pause(FORGET_MS, signal);
      await this.#complete();
    });
  }

  /** Takes both off. Never throws. */
  async close(): Promise<void> {
    this.#absence.stop();
    const taps = [...this.#taps.values()];
    this.#taps.clear();
    await Promise.all(taps.map((tap) => tap.close()));
  }

  async #complete(): Promise<void> {
    const attempts = await Promise.allSettled(SIDES.map((side) => this.#attach(side)));
    // One that cannot be put on is tried again for as long as the call lasts, and its party is not heard meanwhile.
    if (!this.options.signal.aborted) this.#absence.leave(SIDES.filter((side) => !this.#taps.has(side)));
    const failed = attempts.find((attempt) => attempt.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #attach(side: Side): Promise<void> {
    const { signal } = this.options;
    if (signal.aborted || this.#taps.has(side)) return;
    const tap = await attachTap(this.pbx, {
      ...this.options,
      spy: SPY[side],
      whisper: 'none',
      party: side,
      purpose: side,
    });
    if (signal.aborted) {
      await tap.close();
      throw new CallwardenError('CW_PBX_CALL_GONE', 'The call ended before it was heard.');
    }
    this.#taps.set(side, tap);
    this.#absence.comeBack([side]);
  }

  /** One thing after the other: two that put the same tap on again would leave one too many. */
  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => (this.options.signal.aborted ? undefined : work()));
    this.#work = done.catch(() => {});
    return done;
  }
}

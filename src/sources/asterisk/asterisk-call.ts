import type { Frame } from '../../audio/frame.js';
import { CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import { pause } from '../backoff.js';
import type { CallActions, Endpoint, LiveCall, PressedKey } from '../call-source.js';
import { KEYS } from '../pushed-call.js';
import type { AriChannel } from './ari-types.js';
import { announce, beepRegularly, callActions } from './call-actions.js';
import type { Pbx } from './pbx.js';
import { directionOf } from './protected-party.js';
import { attachTap, type Tap } from './tap.js';

/** Frames that wait for the reader: 15 s of two parties. Beyond it the oldest go. */
const QUEUE = 1500;

type Side = 'remote' | 'local';

/** What the protected party's channel hears is the other side. */
const SPY = { remote: 'out', local: 'in' } as const;

/** A tap that has come off is put on again after this, ms. */
const REPAIR_AFTER_MS = 500;

/** A call that is heard by two snoops on the protected party's channel: what it says and what it hears. */
export class AsteriskCall implements LiveCall {
  readonly callId: string;
  readonly line: string;
  readonly startedAt = new Date();
  readonly direction: LiveCall['direction'];
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly frames: AsyncIterable<Frame>;
  readonly keys: AsyncIterable<PressedKey>;
  readonly actions: CallActions;
  readonly onAlert: NonNullable<LiveCall['onAlert']>;
  /** From the moment it was noticed to the moment both directions were heard, ms. */
  attachMs: number | undefined;
  readonly #began = performance.now();
  readonly #queue = new AsyncQueue<Frame>(QUEUE, 'drop-oldest');
  readonly #keys = new AsyncQueue<PressedKey>(KEYS, 'drop-oldest');
  readonly #stop = new AbortController();
  readonly #taps = new Map<Side, Tap>();
  #ending: Promise<void> | undefined;
  #heardMs = performance.now();

  constructor(
    readonly pbx: Pbx,
    readonly channel: AriChannel,
    peer: AriChannel,
  ) {
    this.callId = `${pbx.line.name}-${channel.id}`;
    this.line = pbx.line.name;
    this.direction = directionOf(channel);
    this.local = endpoint(channel.caller);
    // What the channel is told of the other end is what the phone shows; the peer's own words are the second best.
    this.remote = { ...endpoint(peer.caller), ...endpoint(channel.connected) };
    this.frames = this.#taken();
    this.keys = this.#keys;
    this.actions = callActions(pbx, channel, this.#stop.signal);
    const { onSuspicious, onScam } = pbx.line.actions;
    this.onAlert = { suspicious: onSuspicious, scam: onScam };
  }

  /** ms since the call began. */
  readonly now = (): number => performance.now() - this.#began;

  /** How long nothing was heard, ms. */
  get silentForMs(): number {
    return performance.now() - this.#heardMs;
  }

  /** Ids of what is on the PBX for this call. */
  get ids(): readonly string[] {
    return [...this.#taps.values()].flatMap(({ ids }) => ids);
  }

  /** Puts the taps on. @throws CallwardenError as `attachTap`; nothing is left on the PBX then */
  async attach(): Promise<void> {
    const attempts = await Promise.allSettled([this.#tap('remote'), this.#tap('local')]);
    const failed = attempts.find((attempt) => attempt.status === 'rejected');
    if (failed) {
      await this.end();
      throw failed.reason;
    }
    this.attachMs = this.now();
    const { signal } = this.#stop;
    if (this.pbx.line.actions.beepEverySeconds > 0) beepRegularly(this.pbx, this.channel, signal);
  }

  /** Lets both parties hear that they are listened to, where the configuration wants it. @throws CallwardenError as `whisper` */
  announce(): Promise<void> {
    return announce(this.pbx, this.channel, this.#stop.signal);
  }

  /**
   * Puts a tap on again that has come off while the call goes on: the PBX cuts a connection that is not read.
   * @param goneId a channel of ours that is no more
   * @throws CallwardenError as `attachTap`
   */
  async repair(goneId: string): Promise<void> {
    // At the end of a call our channels go first: then there is nothing to mend.
    await pause(REPAIR_AFTER_MS, this.#stop.signal);
    for (const [side, tap] of this.#taps) {
      if (!tap.ids.includes(goneId)) continue;
      this.#taps.delete(side);
      await tap.close();
      await this.#tap(side);
    }
  }

  press({ party, digit, durationMs }: Omit<PressedKey, 'atMs'>): void {
    const held = durationMs === undefined ? {} : { durationMs };
    void this.#keys.push({ party, digit, atMs: this.now(), ...held });
  }

  /** Ends the tap, not the call: takes everything off the PBX, lets the reader have what was heard. Idempotent. */
  end(): Promise<void> {
    this.#stop.abort();
    this.#keys.end();
    this.#ending ??= Promise.all([...this.#taps.values()].map((tap) => tap.close())).then(() =>
      this.#queue.end(),
    );
    return this.#ending;
  }

  async #tap(side: Side): Promise<void> {
    const { signal } = this.#stop;
    const tap = await attachTap(this.pbx, {
      channelId: this.channel.id,
      spy: SPY[side],
      whisper: 'none',
      party: side,
      purpose: side,
      now: this.now,
      onFrames: this.#take,
      signal,
    });
    this.#taps.set(side, tap);
    if (!signal.aborted) return;
    await tap.close();
    throw new CallwardenError('CW_PBX_CALL_GONE', 'The call ended before it was heard.');
  }

  readonly #take = (frames: readonly Frame[]): void => {
    for (const frame of frames) {
      if (!frame.lost) this.#heardMs = performance.now();
      void this.#queue.push(frame);
    }
  };

  async *#taken(): AsyncGenerator<Frame> {
    try {
      yield* this.#queue;
    } finally {
      void this.end();
    }
  }
}

function endpoint({ name, number }: AriChannel['caller']): Endpoint {
  return { ...(number ? { number } : {}), ...(name ? { name } : {}) };
}

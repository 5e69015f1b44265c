import type { Frame } from '../../audio/frame.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import { endpoint } from '../call-parameters.js';
import type { CallActions, Endpoint, LiveCall, PressedKey } from '../call-source.js';
import { KEYS } from '../pushed-call.js';
import type { AriChannel } from './ari-types.js';
import { announce, beepRegularly, callActions } from './call-actions.js';
import { CallTaps } from './call-taps.js';
import { DeafnessWatch } from './deafness.js';
import type { Pbx } from './pbx.js';
import { directionOf } from './protected-party.js';

/** Frames that wait for the reader: 15 s of two parties. Beyond it the oldest go. */
const QUEUE = 1500;

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
  readonly #taps: CallTaps;
  readonly #watch = new DeafnessWatch();
  #ending: Promise<void> | undefined;
  #heardMs = performance.now();

  /**
   * @param count makes the id its own: what is heard of the same channel after a break is another call
   * @param onDeaf the taps should be put on anew: it is for the caller to do, and to say what went wrong
   */
  constructor(
    readonly pbx: Pbx,
    readonly channel: AriChannel,
    peer: AriChannel,
    count: number,
    private readonly onDeaf: (call: AsteriskCall) => void = () => {},
  ) {
    this.callId = `${pbx.line.name}-${channel.id}-${count}`;
    this.line = pbx.line.name;
    this.direction = directionOf(channel);
    this.local = known(channel.caller);
    // What the channel is told of the other end is what the phone shows; the peer's own words are the second best.
    this.remote = { ...known(peer.caller), ...known(channel.connected) };
    const { now, channel: tapped } = this;
    const { signal } = this.#stop;
    this.#taps = new CallTaps(pbx, { channelId: tapped.id, now, onFrames: this.#take, signal });
    this.frames = this.#taken();
    this.keys = this.#keys;
    this.actions = callActions(pbx, channel, signal);
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
    return this.#taps.ids;
  }

  /** Puts on the taps that are not. @throws CallwardenError as `CallTaps.attach` */
  async attach(): Promise<void> {
    await this.#taps.attach();
    if (this.attachMs !== undefined) return;
    this.attachMs = this.now();
    const { signal } = this.#stop;
    if (this.pbx.line.actions.beepEverySeconds > 0) beepRegularly(this.pbx, this.channel, signal);
  }

  /** Lets both parties hear that they are listened to, where the configuration wants it. @throws CallwardenError as `whisper` */
  announce(): Promise<void> {
    return announce(this.pbx, this.channel, this.#stop.signal);
  }

  /** See `CallTaps.repair`. */
  repair(goneId: string): Promise<void> {
    return this.#taps.repair(goneId);
  }

  /** See `CallTaps.renew`. */
  renew(): Promise<void> {
    return this.#taps.renew();
  }

  press({ party, digit, durationMs }: Omit<PressedKey, 'atMs'>): void {
    const held = durationMs === undefined ? {} : { durationMs };
    void this.#keys.push({ party, digit, atMs: this.now(), ...held });
  }

  /** Ends the tap, not the call: takes everything off the PBX, lets the reader have what was heard. Idempotent. */
  end(): Promise<void> {
    this.#stop.abort();
    this.#keys.end();
    this.#ending ??= this.#taps.close().then(() => this.#queue.end());
    return this.#ending;
  }

  readonly #take = (frames: readonly Frame[]): void => {
    for (const frame of frames) {
      if (!frame.lost) this.#heardMs = performance.now();
      if (this.#watch.hear(frame, this.now())) this.onDeaf(this);
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

function known({ number, name }: AriChannel['caller']): Endpoint {
  return endpoint(number, name);
}

import type { Frame } from '../../audio/frame.js';
import { CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { CallActions, Endpoint, LiveCall } from '../call-source.js';
import type { AriChannel } from './ari-types.js';
import { beepRegularly, callActions } from './call-actions.js';
import type { Pbx } from './pbx.js';
import { directionOf } from './protected-party.js';
import { attachTap, type Tap } from './tap.js';

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
  readonly actions: CallActions;
  /** From the moment it was noticed to the moment both directions were heard, ms. */
  attachMs: number | undefined;
  readonly #began = performance.now();
  readonly #queue = new AsyncQueue<Frame>(QUEUE, 'drop-oldest');
  readonly #stop = new AbortController();
  #taps: readonly Tap[] = [];
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
    this.actions = callActions(pbx, channel, this.#stop.signal);
  }

  /** ms since the call began. */
  readonly now = (): number => performance.now() - this.#began;

  /** How long nothing was heard, ms. */
  get silentForMs(): number {
    return performance.now() - this.#heardMs;
  }

  /** Ids of what is on the PBX for this call. */
  get ids(): readonly string[] {
    return this.#taps.flatMap(({ ids }) => ids);
  }

  /** Puts the taps on. @throws CallwardenError as `attachTap`; nothing is left on the PBX then */
  async attach(): Promise<void> {
    const { signal } = this.#stop;
    const common = {
      channelId: this.channel.id,
      whisper: 'none',
      now: this.now,
      onFrames: this.#take,
      signal,
    } as const;
    const attempts = await Promise.allSettled([
      attachTap(this.pbx, { ...common, spy: 'out', party: 'remote', purpose: 'remote' }),
      attachTap(this.pbx, { ...common, spy: 'in', party: 'local', purpose: 'local' }),
    ]);
    const taps = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    const failed = attempts.find((attempt) => attempt.status === 'rejected');
    if (failed || signal.aborted) {
      await Promise.all([this.end(), ...taps.map((tap) => tap.close())]);
      throw failed?.reason ?? new CallwardenError('CW_PBX_CALL_GONE', 'The call ended before it was heard.');
    }
    this.#taps = taps;
    this.attachMs = this.now();
    if (this.pbx.line.actions.beepEverySeconds > 0) beepRegularly(this.pbx, this.channel, signal);
  }

  /** Ends the tap, not the call: takes everything off the PBX, lets the reader have what was heard. Idempotent. */
  end(): Promise<void> {
    this.#stop.abort();
    this.#ending ??= Promise.all(this.#taps.map((tap) => tap.close())).then(() => this.#queue.end());
    return this.#ending;
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

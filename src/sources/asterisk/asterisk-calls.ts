import { asCallwardenError, type CallwardenError } from '../../errors.js';
import { pause } from '../backoff.js';
import type { MayListen } from '../listening-policy.js';
import type { AriChannel, AriEvent } from './ari-types.js';
import { AsteriskCall } from './asterisk-call.js';
import { type CallChange, CallTracker } from './call-tracker.js';
import type { Pbx } from './pbx.js';
import { numbersOf, type Protection } from './protected-party.js';
import { StasisArrivals } from './stasis-arrivals.js';
import type { Snapshot } from './sweep.js';
import { isTap } from './tap-names.js';

/** A tap that could not be put on is tried again after this, ms. */
const AGAIN_MS = 2000;

/** The calls of one PBX that are heard now: puts a tap on what begins, takes it off what ends. Outlives connections. */
export class AsteriskCalls {
  /** Of whatever connection: a call may be tapped anew over a later one than it began with. */
  readonly arrivals = new StasisArrivals();
  readonly held = new Set<string>();
  readonly #tracker: CallTracker;
  readonly #calls = new Map<string, AsteriskCall>();
  /** Counts on from the clock: a channel may be heard anew after a break, or by the next run of this service. */
  #count = Date.now();
  readonly #work = new Set<Promise<unknown>>();
  readonly #mayListen: MayListen;
  readonly #stop = new AbortController();
  /** Calls not listened to, as `privacy` says. */
  leftAlone = 0;

  constructor(
    { protection, mayListen }: { readonly protection: Protection; readonly mayListen: MayListen },
    private readonly onCall: (call: AsteriskCall) => void,
    private readonly onProblem: (problem: CallwardenError) => void,
  ) {
    this.#tracker = new CallTracker(protection);
    this.#mayListen = mayListen;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** The PBX as it is now: after a connection was made. */
  adopt(pbx: Pbx, { channels, bridges }: Snapshot): void {
    this.#follow(pbx, this.#tracker.snapshot(channels, bridges));
    // What came off while nobody told us.
    const there = new Set([...channels, ...bridges].map(({ id }) => id));
    for (const id of this.held) if (!there.has(id)) this.#mend(id);
  }

  apply(pbx: Pbx, event: AriEvent): void {
    if (event.type === 'ChannelDestroyed' && event.channel) this.#mend(event.channel.id);
    this.#follow(pbx, this.#tracker.apply(event));
  }

  /** Ends the calls that have been without sound for so long. */
  endSilent(ms: number): void {
    for (const [channelId, call] of this.#calls) {
      if (call.silentForMs <= ms) continue;
      this.#end(channelId);
      // Should it be up after all when the PBX is back, it is tapped anew.
      this.#tracker.forget(channelId);
    }
  }

  /** Takes all taps off; no new ones are put on. */
  async endAll(): Promise<void> {
    this.#stop.abort();
    for (const channelId of this.#calls.keys()) this.#end(channelId);
    await Promise.allSettled(this.#work);
  }

  #follow(pbx: Pbx, changes: readonly CallChange[]): void {
    for (const change of changes) {
      if (change.kind === 'ended') this.#end(change.channelId);
      else if (change.kind === 'key') this.#calls.get(change.channelId)?.press(change);
      else if (change.kind === 'joined') this.#meet(change.channel, change.others);
      else if (!this.#mayListen(numbersOf([change.channel, ...change.others]))) this.leftAlone++;
      else if (!this.#stop.signal.aborted) {
        const renew = (call: AsteriskCall) => this.#renew(call);
        this.#begin(new AsteriskCall(pbx, change.channel, change.peer, ++this.#count, renew));
      }
    }
  }

  /** Somebody may have come into the call whom we must not hear: then it is left for good. */
  #meet(channel: AriChannel, others: readonly AriChannel[]): void {
    const call = this.#calls.get(channel.id);
    if (!call) return;
    if (!this.#mayListen(numbersOf([channel, ...others]))) {
      this.leftAlone++;
      this.#end(channel.id);
    } else if (others.length === 1) this.#renew(call);
  }

  #begin(call: AsteriskCall): void {
    this.#calls.set(call.channel.id, call);
    let told = false;
    const tell = () => {
      // One party is better than none, for as long as the other cannot be heard.
      if (told || call.ids.length === 0) return;
      told = true;
      this.onCall(call);
    };
    this.#keep(
      this.#insist(call, () => call.attach(), tell).then(async (heard) => {
        if (heard) await call.announce().catch((thrown: unknown) => this.#tell(thrown));
      }),
    );
  }

  /** One of our own channels is gone: if its call is not, the tap is put on again. */
  #mend(goneId: string): void {
    if (!isTap(goneId)) return;
    const call = [...this.#calls.values()].find(({ ids }) => ids.includes(goneId));
    if (call) this.#keep(this.#insist(call, () => call.repair(goneId)));
  }

  /** A snoop hears nothing of a new source at times (`DeafnessWatch`). */
  #renew(call: AsteriskCall): void {
    this.#keep(this.#insist(call, () => call.renew()));
  }

  /**
   * Tries, and tries to put on what is missing then, until it is done or the call is over.
   * @param tried hears of each attempt, done or failed, while the call lasts
   * @returns whether all of it is heard
   */
  async #insist(
    call: AsteriskCall,
    work: () => Promise<void>,
    tried: () => void = () => {},
  ): Promise<boolean> {
    const lasts = () => this.#calls.get(call.channel.id) === call;
    for (let attempt = work; lasts(); attempt = () => call.attach()) {
      try {
        await attempt();
        return lasts();
      } catch (thrown) {
        this.#tell(thrown);
      } finally {
        if (lasts()) tried();
      }
      if (lasts()) await pause(AGAIN_MS, this.#stop.signal);
    }
    return false;
  }

  /** A call that was shorter than the way to it is no problem of the PBX. */
  #tell(thrown: unknown): void {
    const problem = asCallwardenError(thrown);
    if (problem.code !== 'CW_PBX_CALL_GONE' && problem.code !== 'CW_ABORTED') this.onProblem(problem);
  }

  #end(channelId: string): void {
    const call = this.#calls.get(channelId);
    if (!call) return;
    this.#calls.delete(channelId);
    this.#keep(call.end());
  }

  #keep(work: Promise<unknown>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }
}

import { setInterval as ticks, setTimeout as timer } from 'node:timers/promises';
import type { AsteriskLine } from '../../config/asterisk-line.js';
import { CallwardenError } from '../../errors.js';
import { AriClient } from './ari-client.js';
import { AriEvents } from './ari-events.js';
import { AriApplication } from './ari-types.js';
import type { AsteriskCalls } from './asterisk-calls.js';
import { chooseMedia } from './media/open-media.js';
import type { Pbx } from './pbx.js';
import { lookAround, sweep } from './sweep.js';
import { TapNames } from './tap-names.js';

/** How often ARI is asked whether it still answers, ms: a dead-locked one keeps its sockets open. */
const HEALTH_EVERY_MS = 10_000;
const FIRST_LOOK_MS = 1000;

/** One connection to a PBX: events in, taps on and off, until it breaks. */
export class PbxConnection implements AsyncDisposable {
  private constructor(
    private readonly pbx: Pbx,
    private readonly events: AriEvents,
    private readonly calls: AsteriskCalls,
  ) {}

  /**
   * Connects, subscribes, clears away what an earlier run left, and takes in the calls that are up already.
   * @throws CallwardenError CW_PBX_UNREACHABLE, CW_PBX_LOGIN, CW_PBX_SILENT, CW_PBX_REFUSED, CW_PBX_INCAPABLE
   */
  static async open(line: AsteriskLine, calls: AsteriskCalls, signal: AbortSignal): Promise<PbxConnection> {
    const ari = new AriClient(line);
    // Refused and silent peers say so better over HTTP than over a WebSocket that does not open.
    const media = await chooseMedia(ari, line.media, signal);
    const events = await AriEvents.open(ari, line.app, signal);
    try {
      const host = line.mediaHost ?? events.localAddress;
      const names = new TapNames(line.app);
      const pbx: Pbx = { line, ari, names, arrivals: calls.arrivals, held: calls.held, media, host };
      // Never all events: asterisk issue 2170, a dead-lock when a subscriber to everything dies.
      const eventSource = 'channel:,bridge:';
      await ari.send('POST', `/applications/${line.app}/subscription`, { query: { eventSource }, signal });
      const found = await lookAround(pbx, signal);
      await sweep(pbx, found, calls.held, signal);
      calls.adopt(pbx, found);
      return new PbxConnection(pbx, events, calls);
    } catch (thrown) {
      await events.close();
      throw thrown;
    }
  }

  /** Works through events until the connection breaks (throws) or the signal fires. */
  async run(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    const close = () => void this.events.close();
    stop.addEventListener('abort', close, { once: true });
    const health = this.#watchHealth(stop);
    try {
      await Promise.race([this.#follow(), health]);
    } finally {
      over.abort();
      await health.catch(() => {});
    }
  }

  async #follow(): Promise<void> {
    for await (const event of this.events) {
      if (event.type === 'StasisStart' && event.channel) this.pbx.arrivals.arrived(event.channel.id);
      if (event.type === 'ApplicationReplaced') {
        throw new CallwardenError('CW_PBX_TAKEN', `The ARI application ${this.pbx.line.app} was taken over.`);
      }
      this.calls.apply(this.pbx, event);
    }
  }

  async #watchHealth(signal: AbortSignal): Promise<void> {
    try {
      // The end of an earlier connection may take our subscription with it: the first look is an early one.
      await timer(FIRST_LOOK_MS, undefined, { signal, ref: false });
      await this.#look(signal);
      for await (const _ of ticks(HEALTH_EVERY_MS, undefined, { signal, ref: false }))
        await this.#look(signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** @throws CallwardenError CW_PBX_SILENT when it does not answer, or no longer tells us of calls */
  async #look(signal: AbortSignal): Promise<void> {
    const { ari, line } = this.pbx;
    const told = await ari.get(AriApplication, `/applications/${line.app}`, { signal });
    if (told.channel_ids.length > 0 && told.bridge_ids.length > 0) return;
    throw new CallwardenError('CW_PBX_SILENT', 'The PBX no longer tells us of calls: asking anew.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.events.close();
  }
}

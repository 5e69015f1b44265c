import type { Config } from '../config/schema.js';
import { asCallwardenError, type CallwardenError } from '../errors.js';
import type { CallSource, LiveCall } from '../sources/call-source.js';
import { liveBuffer } from '../sources/live-buffer.js';
import { CallSession } from './call-session.js';
import type { Engines } from './engines.js';
import type { CallEvent } from './events.js';

/** Hears of everything that happens in any live call. It must not throw and must not wait: it runs on the road. */
export type CallListener = (event: CallEvent, call: LiveCall) => void;

export interface RegistryHooks {
  readonly onEvent: CallListener;
  /** A call or a source failed; the others go on. */
  readonly onFailure: (error: CallwardenError, where: string) => void;
}

/** Owns the live calls: takes them from their sources, runs a session for each, ends them all on close. */
export class CallRegistry implements AsyncDisposable {
  private readonly abort = new AbortController();
  private readonly sources = new Set<CallSource>();
  private readonly running = new Map<string, { readonly call: LiveCall; readonly done: Promise<void> }>();
  private readonly watching = new Set<Promise<void>>();

  constructor(
    private readonly engines: Engines,
    private readonly config: Config,
    private readonly hooks: RegistryHooks,
  ) {}

  /** Calls heard now. */
  live(): readonly LiveCall[] {
    return [...this.running.values()].map(({ call }) => call);
  }

  get(callId: string): LiveCall | undefined {
    return this.running.get(callId)?.call;
  }

  /** Takes every call of a source from now on. The registry closes the source. */
  attach(source: CallSource): void {
    this.sources.add(source);
    const watch = this.watch(source);
    this.watching.add(watch);
    void watch.finally(() => this.watching.delete(watch));
  }

  /** Hears one call to its end. */
  hear(call: LiveCall): Promise<void> {
    const done = this.run(call).finally(() => this.running.delete(call.callId));
    this.running.set(call.callId, { call, done });
    return done;
  }

  /** Detaches from all lines, lets the calls say what they owe, then returns. Idempotent. */
  async close(): Promise<void> {
    this.abort.abort();
    await Promise.allSettled([...this.sources].map((source) => source.close()));
    await Promise.allSettled([...this.running.values()].map(({ done }) => done));
    await Promise.allSettled(this.watching);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async watch(source: CallSource): Promise<void> {
    try {
      for await (const call of source.calls(this.abort.signal)) void this.hear(call);
    } catch (thrown) {
      this.hooks.onFailure(asCallwardenError(thrown), source.name);
    }
  }

  private async run(call: LiveCall): Promise<void> {
    try {
      const session = new CallSession(this.engines, this.config, {
        callId: call.callId,
        frames: liveBuffer(call.frames),
        startedAt: call.startedAt,
        source: call.line,
        pace: 'live',
      });
      for await (const event of session.events()) this.hooks.onEvent(event, call);
    } catch (thrown) {
      this.hooks.onFailure(asCallwardenError(thrown), call.callId);
    }
  }
}

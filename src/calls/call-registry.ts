import type { Config } from '../config/schema.js';
import { asCallwardenError, CallwardenError } from '../errors.js';
import type { CallSource, LiveCall } from '../sources/call-source.js';
import { listeningPolicy, type MayListen } from '../sources/listening-policy.js';
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

interface Running {
  readonly call: LiveCall;
  readonly session: CallSession;
  readonly done: Promise<void>;
}

/** Owns the live calls: takes them from their sources, runs a session for each, ends them all on close. */
export class CallRegistry implements AsyncDisposable {
  private readonly abort = new AbortController();
  private readonly sources = new Set<CallSource>();
  private readonly running = new Map<string, Running>();
  private readonly watching = new Set<Promise<void>>();
  private readonly mayListen: MayListen;

  constructor(
    private readonly engines: Engines,
    private readonly config: Config,
    private readonly hooks: RegistryHooks,
  ) {
    this.mayListen = listeningPolicy({ ...config.privacy, onlyListenTo: [] });
  }

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

  /** Hears one call to its end. One that may not be listened to is left, unheard. */
  hear(call: LiveCall): Promise<void> {
    const numbers = [call.remote.number, call.local.number].filter((number) => number !== undefined);
    // Sources ask before they tap, and of more numbers than a call shows, as the one that was dialled: so whether the call is on
    // the list of those to be heard is not asked again. One without numbers, as of a microphone, was asked for by a person.
    if (numbers.length > 0 && !this.mayListen(numbers)) return this.leave(call);
    const session = new CallSession(this.engines, this.config, {
      callId: call.callId,
      frames: call.frames,
      ...(call.keys ? { keys: call.keys } : {}),
      startedAt: call.startedAt,
      source: call.line,
      pace: 'live',
    });
    const done = this.run(call, session).finally(() => {
      // A call that was tapped anew under its name is another one.
      if (this.running.get(call.callId)?.session === session) this.running.delete(call.callId);
    });
    this.running.set(call.callId, { call, session, done });
    return done;
  }

  /** A person said that a call is no scam. @returns false when no such call is heard now */
  async dismiss(callId: string): Promise<boolean> {
    const running = this.running.get(callId);
    await running?.session.dismiss();
    return running !== undefined;
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

  private async run(call: LiveCall, session: CallSession): Promise<void> {
    try {
      for await (const event of session.events()) this.hooks.onEvent(event, call);
    } catch (thrown) {
      this.hooks.onFailure(asCallwardenError(thrown), call.callId);
    }
  }

  /** Ends the tap of a call that is not to be heard. */
  private async leave(call: LiveCall): Promise<void> {
    const what = 'A call was left alone, as `privacy` says.';
    this.hooks.onFailure(new CallwardenError('CW_CALL_PRIVATE', what), call.line);
    // Only a loop that was entered can be left; what it took is not looked at.
    for await (const _ of call.frames) break;
  }
}

import { signal } from '@preact/signals';
import type { CallEvent } from '../../calls/events.js';
import type { CallDetail, CallView } from '../../server/schemas/call.js';
import { api } from '../api/api.js';
import { LiveStream } from '../api/live-stream.js';
import { perFrame } from '../api/per-frame.js';
import { RequestFailed } from '../api/request.js';
import { withEvents, withView } from '../model/call-detail.js';

type Change = { readonly event: CallEvent } | { readonly view: CallView };

/** One call while it is looked at: fetched whole, then followed. Events overlap with what was fetched; that is harmless. */
export class CallWatch {
  readonly call = signal<CallDetail | undefined>(undefined);
  readonly failure = signal<RequestFailed | undefined>(undefined);

  private stream: LiveStream | undefined;
  private early: Change[] = [];
  private readonly closing = new AbortController();
  private readonly changed = perFrame(
    (changes: readonly Change[]) => this.apply(changes),
    this.closing.signal,
  );

  constructor(readonly callId: string) {
    // A page that nobody sees needs no transcript, and browsers allow few connections to one address.
    document.addEventListener('visibilitychange', this.follow, { signal: this.closing.signal });
    this.follow();
    void this.load();
  }

  /** Fetches the call anew. */
  readonly load = async (): Promise<void> => {
    try {
      const call = await api.call(this.callId);
      if (this.closing.signal.aborted) return;
      const { early } = this;
      this.early = [];
      this.failure.value = undefined;
      this.call.value = call;
      this.apply(early);
      if (call.state === 'ended') this.stream?.close();
    } catch (thrown) {
      if (!(thrown instanceof RequestFailed)) throw thrown;
      this.failure.value = thrown;
    }
  };

  close(): void {
    this.closing.abort();
    this.stream?.close();
  }

  private readonly follow = (): void => {
    if (document.hidden) {
      this.stream?.close();
      this.stream = undefined;
      return;
    }
    if (this.stream !== undefined || this.call.peek()?.state === 'ended') return;
    this.stream = new LiveStream({
      callId: this.callId,
      on: {
        event: (event) => this.changed({ event }),
        call: (view) => this.changed({ view }),
        reset: () => void this.load(),
      },
    });
    if (this.call.peek() !== undefined) void this.load();
  };

  private apply(changes: readonly Change[]): void {
    const known = this.call.peek();
    if (known === undefined) {
      this.early.push(...changes);
      return;
    }
    const events = changes.flatMap((change) => ('event' in change ? [change.event] : []));
    const views = changes.flatMap((change) => ('view' in change ? [change.view] : []));
    this.call.value = views.reduce(withView, withEvents(known, events));
  }
}

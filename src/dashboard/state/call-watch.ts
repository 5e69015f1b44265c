import { signal } from '@preact/signals';
import type { CallEvent } from '../../calls/events.js';
import type { CallDetail, CallView } from '../../server/schemas/call.js';
import { api } from '../api/api.js';
import { LiveStream } from '../api/live-stream.js';
import { perFrame } from '../api/per-frame.js';
import { RequestFailed } from '../api/request.js';
import { withEvents, withView } from '../model/call-detail.js';

type Change = { readonly event: CallEvent } | { readonly view: CallView };

/** One call while it is looked at: fetched whole, then followed. */
export class CallWatch {
  readonly call = signal<CallDetail | undefined>(undefined);
  readonly failure = signal<RequestFailed | undefined>(undefined);

  private stream: LiveStream | undefined;
  private readonly closing = new AbortController();
  private readonly changed = perFrame(
    (changes: readonly Change[]) => this.apply(changes),
    this.closing.signal,
  );

  constructor(readonly callId: string) {
    // A page that nobody sees needs no transcript, and browsers allow few connections to one address.
    document.addEventListener('visibilitychange', this.follow, { signal: this.closing.signal });
    this.follow();
  }

  /** Fetches the call anew, and follows it while it lasts. */
  readonly load = async (): Promise<void> => {
    this.stop();
    this.follow();
  };

  close(): void {
    this.closing.abort();
    this.stop();
  }

  private readonly follow = (): void => {
    if (document.hidden) this.stop();
    else
      this.stream ??= new LiveStream({
        callId: this.callId,
        begin: this.begin,
        on: {
          event: (event) => this.changed({ event }),
          call: (view) => this.changed({ view }),
        },
      });
  };

  private readonly begin = async (): Promise<string> => {
    try {
      const { answer, eventId } = await api.call(this.callId);
      this.failure.value = undefined;
      this.call.value = answer;
      return eventId;
    } catch (thrown) {
      if (!(thrown instanceof RequestFailed)) throw thrown;
      this.failure.value = thrown;
      if (thrown.status === 404) this.forget();
      throw thrown;
    }
  };

  /** What is not kept any more will not come back, and is not to be read here either. */
  private forget(): void {
    this.call.value = undefined;
    this.stop();
  }

  private stop(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  private apply(changes: readonly Change[]): void {
    const known = this.call.peek();
    if (known === undefined) return;
    const events = changes.flatMap((change) => ('event' in change ? [change.event] : []));
    const views = changes.flatMap((change) => ('view' in change ? [change.view] : []));
    this.call.value = views.reduce(withView, withEvents(known, events));
  }
}

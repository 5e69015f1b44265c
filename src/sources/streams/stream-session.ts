import type { Party } from '../../audio/party.js';
import type { StreamsLine } from '../../config/streams-line.js';
import { CallwardenError } from '../../errors.js';
import type { CallTable, Membership } from '../call-table.js';
import type { PushedCall } from '../pushed-call.js';
import { MessageBudget } from './message-budget.js';
import { misunderstood, type StreamEvent } from './stream-event.js';
import { Timeline } from './timeline.js';

/** A stream may begin while the other phone still rings; of whom nothing has come by then is missed, ms. */
const RINGING_MS = 60_000;

export interface SessionOptions {
  readonly line: StreamsLine;
  readonly calls: CallTable;
  /** The stream has begun a call that nobody had heard of. */
  readonly onCall: (call: PushedCall) => void;
  /** The stream has said hello: it is half open no longer. */
  readonly onStart: () => void;
  /** The call is over or nobody hears it any more: the connection can be closed. */
  readonly onEnd: () => void;
}

/** One connection on its way through its call, whatever carries it. */
export class StreamSession {
  readonly #timelines = new Map<Party, Timeline>();
  readonly #budget: MessageBudget;
  #membership: Membership | undefined;
  #over = false;
  #heardMs = 0;

  constructor(private readonly options: SessionOptions) {
    this.#budget = new MessageBudget(options.line.maxMessagesPerSecond);
  }

  /** Has begun a call. */
  get started(): boolean {
    return this.#membership !== undefined;
  }

  /** Counts a message. @throws CallwardenError CW_STREAM_FLOOD */
  spend(): void {
    if (this.#budget.spend(performance.now())) return;
    throw new CallwardenError(
      'CW_STREAM_FLOOD',
      `More than ${this.options.line.maxMessagesPerSecond} messages a second came.`,
    );
  }

  /** Does what the stream says. @throws CallwardenError as `CallTable.join`, CW_STREAM_FLOOD, CW_STREAM_PROTOCOL */
  take(events: readonly StreamEvent[]): void {
    for (const event of events) {
      if (this.#over) return;
      this.#takeOne(event);
    }
  }

  /** To be called about every 50 ms. @throws CallwardenError CW_STREAM_SILENT when its audio has stayed away for too long */
  tick(): void {
    const call = this.#membership?.call;
    if (!call || this.#over) return;
    const { silentSeconds } = this.options.line;
    if (performance.now() - this.#heardMs > silentSeconds * 1000) {
      throw new CallwardenError('CW_STREAM_SILENT', `It brought no audio for ${silentSeconds} s.`);
    }
    for (const timeline of this.#timelines.values()) call.push(timeline.tick(call.now()));
  }

  /** The connection is over, however it ended: what was heard is given. Idempotent. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const timeline of this.#timelines.values()) this.#membership?.call.push(timeline.end());
    this.#membership?.leave();
  }

  readonly #finish = (): void => {
    this.end();
    this.options.onEnd();
  };

  #takeOne(event: StreamEvent): void {
    if (event.kind === 'start') {
      const { name, parties, about } = event.start;
      const { line, calls, onCall, onStart } = this.options;
      this.#membership = calls.join(name, parties, about, this.#finish);
      this.#heardMs = performance.now();
      const originMs = this.#membership.call.now();
      for (const party of parties) {
        const timeline = new Timeline(party, line.maxAheadMs, originMs);
        timeline.expect(originMs, RINGING_MS);
        this.#timelines.set(party, timeline);
      }
      onStart();
      if (this.#membership.fresh) onCall(this.#membership.call);
      return;
    }
    if (event.kind === 'end') {
      this.#finish();
      return;
    }
    const call = this.#membership?.call;
    if (!call) throw misunderstood('Something came before the stream began a call.');
    if (event.kind === 'digit') {
      // Keys are told of the other track too, whose audio this stream may not carry.
      call.press({ party: event.party, digit: event.digit });
      return;
    }
    const timeline = this.#timelines.get(event.party);
    if (!timeline) throw misunderstood('Audio of a party came that the stream did not announce.');
    this.#heardMs = performance.now();
    call.push(timeline.hear(event.samples, event.rateHz, call.now(), event.atMs));
  }
}

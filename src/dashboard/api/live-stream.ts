import type { StreamMessages } from '../../server/schemas/stream.js';
import { retryAfterMs } from '../model/backoff.js';

type Handlers = {
  readonly [K in keyof Omit<StreamMessages, 'reset'>]?: (message: StreamMessages[K]) => void;
};
export type StreamState = 'connecting' | 'open' | 'lost';

export interface LiveStreamOptions {
  /** Everything of this call; without it, what a list of calls needs. */
  readonly callId?: string;
  /**
   * Takes in what is so now, at the start and whenever the service cannot tell any more what was missed.
   * @returns the id of the stream to go on from
   */
  readonly begin: () => Promise<string>;
  readonly on: Handlers;
  readonly onState?: (state: StreamState) => void;
}

/** How often it is looked whether a silent connection still lives, ms, and how long an answer may take. */
const PULSE_MS = 30_000;
const PULSE_PATIENCE_MS = 8_000;

const NAMES = ['call', 'alert', 'event', 'health'] as const;

/**
 * The service's event stream. EventSource gives up for good when it is answered with an error, as by a service that is
 * just starting, and does not notice a network that went away; so connecting again is done here, from the last id.
 */
export class LiveStream {
  private source: EventSource | undefined;
  private lastId = '';
  /** Tries since it last worked: how long to wait. */
  private attempt = 0;
  /** Tries ever: tells a try that another has overtaken. */
  private generation = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly pulse: ReturnType<typeof setInterval>;
  private readonly closing = new AbortController();

  constructor(private readonly options: LiveStreamOptions) {
    window.addEventListener('online', this.reconnect, { signal: this.closing.signal });
    this.pulse = setInterval(this.feelPulse, PULSE_MS);
    options.onState?.('connecting');
    void this.connect();
  }

  /** Tries at once instead of waiting. */
  readonly reconnect = (): void => {
    if (this.source?.readyState === EventSource.OPEN) return;
    this.attempt = 0;
    void this.connect();
  };

  /** Idempotent. */
  close(): void {
    this.closing.abort();
    clearInterval(this.pulse);
    this.disconnect();
  }

  private async connect(): Promise<void> {
    this.disconnect();
    const generation = ++this.generation;
    this.attempt++;
    if (this.lastId === '') {
      const id = await this.options.begin().catch(() => undefined);
      if (this.closing.signal.aborted || generation !== this.generation) return;
      if (id === undefined) return this.lose();
      this.lastId = id;
    }
    this.listen();
  }

  private listen(): void {
    const { callId, on, onState } = this.options;
    const query = new URLSearchParams({ lastEventId: this.lastId });
    if (callId !== undefined) query.set('callId', callId);
    const source = new EventSource(`/api/v1/events?${query}`);
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      onState?.('open');
    };
    source.onerror = () => {
      // Refused, not broken: why, the browser does not say. Whoever fetches anew is told.
      if (source.readyState === EventSource.CLOSED) this.lastId = '';
      this.lose();
    };
    source.addEventListener('reset', () => {
      this.lastId = '';
      void this.connect();
    });
    for (const name of NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => {
        this.lastId = message.lastEventId;
        // The service writes what StreamMessages says.
        on[name]?.(JSON.parse(message.data));
      });
    }
  }

  private lose(): void {
    this.disconnect();
    this.options.onState?.('lost');
    this.retry = setTimeout(() => void this.connect(), retryAfterMs(this.attempt));
  }

  private disconnect(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
  }

  private readonly feelPulse = async (): Promise<void> => {
    const { source } = this;
    if (source?.readyState !== EventSource.OPEN) return;
    const answered = await fetch('/healthz', { signal: AbortSignal.timeout(PULSE_PATIENCE_MS) }).then(
      () => true,
      () => false,
    );
    if (!answered && this.source === source) this.lose();
  };
}

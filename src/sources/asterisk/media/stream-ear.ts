import type { StreamEvent } from '../../streams/stream-event.js';
import { Timeline } from '../../streams/timeline.js';
import { FIRST_WITHIN_MS, type MediaOptions } from './media-port.js';

/** A silent connection is looked at this often, ms. */
const TICK_MS = 50;

/** Asterisk sends in real time; it may catch up after it stood still, but not more than this, ms. */
const MAX_AHEAD_MS = 5000;

/** Puts what comes over a connection (which neither loses nor reorders) into the time of the call. */
export class StreamEar {
  pieces = 0;
  readonly #timeline: Timeline;
  readonly #ticker: NodeJS.Timeout;

  constructor(private readonly options: MediaOptions) {
    this.#timeline = new Timeline(options.party, MAX_AHEAD_MS);
    this.#ticker = setInterval(() => options.onFrames(this.#timeline.tick(options.now())), TICK_MS);
  }

  begin(): void {
    this.#timeline.expect(this.options.now(), FIRST_WITHIN_MS);
  }

  /** @throws CallwardenError CW_STREAM_FLOOD */
  hear(events: readonly StreamEvent[]): void {
    const { onFrames, now } = this.options;
    for (const event of events) {
      if (event.kind !== 'audio') continue;
      this.pieces++;
      onFrames(this.#timeline.hear(event.samples, event.rateHz, now()));
    }
  }

  end(): void {
    clearInterval(this.#ticker);
    this.options.onFrames(this.#timeline.end());
  }
}

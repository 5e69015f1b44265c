import { type Frame, frameDurationMs } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { Unheard } from '../transcription/hear.js';
import type { EarWatch } from './ear-watch.js';

/** Audio loss below this is a late packet; above it words are missed, ms within one call. */
const LOSS_NOTICED_MS = 500;

/** What of one party's audio has come and is not dealt with yet, ms since the call began. */
interface Rest {
  fromMs: number;
  toMs: number;
}

/** How far the audio of one call has come, what of it was heard and what is missing. */
export class CallAudio {
  private readonly heardTo = new Map<Party, number>();
  private readonly rest = new Map<Party, Rest>();
  private audioMs = 0;
  private missingMs = 0;

  /** @param onLost told when words may be missing, each time that much more is */
  constructor(
    private readonly watch: EarWatch,
    private readonly onLost: () => Promise<void>,
  ) {}

  /** How far into the call the road has come, ms. */
  get heardMs(): number {
    return this.audioMs;
  }

  /** Audio that never came or was given up, over all parties, ms. */
  get lostMs(): number {
    return this.missingMs;
  }

  /** Follows the line itself, however far behind the road is. */
  async *arriving(frames: AsyncIterable<Frame>): AsyncGenerator<Frame> {
    try {
      for await (const frame of frames) {
        const endMs = frame.startMs + frameDurationMs(frame);
        const rest = this.rest.get(frame.party);
        if (rest) rest.toMs = Math.max(rest.toMs, endMs);
        else this.rest.set(frame.party, { fromMs: frame.startMs, toMs: endMs });
        yield frame;
      }
    } finally {
      this.watch.callOver();
    }
  }

  /** Follows the road. Between two frames the ear is at work. */
  async *heard(frames: AsyncIterable<Frame>, signal: AbortSignal): AsyncGenerator<Frame> {
    let noticedMs = 0;
    for await (const frame of frames) {
      if (signal.aborted) return;
      const endMs = frame.startMs + frameDurationMs(frame);
      const gapMs = frame.startMs - (this.heardTo.get(frame.party) ?? frame.startMs);
      this.heardTo.set(frame.party, endMs);
      this.audioMs = Math.max(this.audioMs, endMs);
      this.missingMs += Math.max(0, gapMs) + (frame.lost ? frameDurationMs(frame) : 0);
      if (this.missingMs - noticedMs >= LOSS_NOTICED_MS) {
        noticedMs = this.missingMs;
        await this.onLost();
      }
      this.watch.start();
      yield frame;
      this.watch.stop();
    }
    this.watch.start(); // the last words are still with the ear
  }

  /**
   * The ear is done with what came of a party before `ms`, ms since the call began. That may step back a little: a pause is the
   * beginning of an utterance once somebody speaks behind it.
   */
  settle(party: Party, ms: number): void {
    const rest = this.rest.get(party);
    if (rest) rest.fromMs = ms;
  }

  /** The call is over, and what the ear has not heard of it by now it never will: that of each party of whom there is some. */
  giveUpRest(): Unheard[] {
    const unheard: Unheard[] = [];
    for (const [party, { fromMs, toMs }] of this.rest) {
      this.audioMs = Math.max(this.audioMs, toMs);
      // Both are rounded, to samples and to the clock.
      if (toMs - fromMs < 1) continue;
      this.missingMs += toMs - fromMs;
      unheard.push({ party, startMs: fromMs, endMs: toMs, reason: 'engine-failed' });
    }
    return unheard;
  }
}

import { type Frame, frameDurationMs } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { Unheard } from '../transcription/hear.js';
import type { EarWatch } from './ear-watch.js';

/** Audio loss below this is a late packet; above it words are missed, ms within one call. */
const LOSS_NOTICED_MS = 500;

/** How far the ear's word on what is settled may step back, ms: a pause long enough to close an utterance is shorter. */
const STEP_BACK_MS = 5000;

/** Audio that has come so long after what the ear is at, ms: a chunk and its pause are shorter. */
const BEHIND_MS = 4000;

/** A stretch of one party's audio, ms since the call began. */
interface Stretch {
  fromMs: number;
  toMs: number;
}

const overlapMs = (one: Stretch, other: Stretch): number =>
  Math.max(0, Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs));

/** How far the audio of one call has come, what of it was heard and what is missing. */
export class CallAudio {
  private readonly heardTo = new Map<Party, number>();
  /** What has come and is not dealt with yet. */
  private readonly rest = new Map<Party, Stretch>();
  /** What is counted as missing already, of the audio that may still be given up. */
  private readonly missing = new Map<Party, Stretch[]>();
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

  /** Whether the ear is late that hears what a party said up to `ms`, ms since the call began. Never of a recording, which waits. */
  isBehind(party: Party, ms: number): boolean {
    return (this.rest.get(party)?.toMs ?? ms) - ms > BEHIND_MS;
  }

  /** Follows the road. Between two frames the ear is at work. */
  async *heard(frames: AsyncIterable<Frame>, signal: AbortSignal): AsyncGenerator<Frame> {
    let noticedMs = 0;
    for await (const frame of frames) {
      if (signal.aborted) return;
      const endMs = frame.startMs + frameDurationMs(frame);
      this.miss(frame.party, {
        fromMs: this.heardTo.get(frame.party) ?? frame.startMs,
        toMs: frame.lost ? endMs : frame.startMs,
      });
      this.heardTo.set(frame.party, endMs);
      this.audioMs = Math.max(this.audioMs, endMs);
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
    const missing = this.missing.get(party);
    while (missing?.[0] && missing[0].toMs < ms - STEP_BACK_MS) missing.shift();
  }

  /** The call is over, and what the ear has not heard of it by now it never will: that of each party of whom there is some. */
  giveUpRest(): Unheard[] {
    const unheard: Unheard[] = [];
    for (const [party, rest] of this.rest) {
      const { fromMs, toMs } = rest;
      this.audioMs = Math.max(this.audioMs, toMs);
      // Both are rounded, to samples and to the clock.
      if (toMs - fromMs < 1) continue;
      this.missingMs += toMs - fromMs;
      for (const stretch of this.missing.get(party) ?? []) this.missingMs -= overlapMs(stretch, rest);
      unheard.push({ party, startMs: fromMs, endMs: toMs, reason: 'engine-failed' });
    }
    return unheard;
  }

  private miss(party: Party, stretch: Stretch): void {
    if (stretch.toMs <= stretch.fromMs) return;
    this.missingMs += stretch.toMs - stretch.fromMs;
    // Without a line of its own (a recording) nothing is ever given up, and nothing need be remembered.
    if (!this.rest.has(party)) return;
    const missing = this.missing.get(party);
    const last = missing?.at(-1);
    if (!missing) this.missing.set(party, [stretch]);
    else if (last?.toMs === stretch.fromMs) last.toMs = stretch.toMs;
    else missing.push(stretch);
  }
}

import type { Frame } from '../../audio/frame.js';
import type { Party } from '../../audio/party.js';
import { CallwardenError } from '../../errors.js';
import { FIRST_LOSS_MS, IdleTime } from '../idle-time.js';
import { PartyAudio } from '../party-audio.js';

/** Holes in the sender's timestamps below this are the rounding of its clock, ms. */
const ROUNDING_MS = 30;

/** After so long without a message silence is put in, ms; it then stays `IDLE_BEHIND_MS` behind the clock. */
const IDLE_AFTER_MS = 1500;
const IDLE_BEHIND_MS = 500;

/** See `IdleTime`. */
const LONGEST_TICK_MS = 100;

/**
 * Gives one party's audio of a stream its place in the call. TCP neither loses nor reorders, so pieces follow one
 * another; the sender's timestamps, where it has them, tell what it left out. Pure: the clock is an argument, ms
 * since the call began.
 */
export class Timeline {
  /** Audio that came after its time was given up, ms. */
  lateMs = 0;
  #audio: PartyAudio | undefined;
  /** Where the next piece lies; the resampler holds a little back, so the frames' own clock does not tell. */
  #nextMs = 0;
  readonly #idle = new IdleTime(LONGEST_TICK_MS);
  #filledMs = 0;

  /** @param originMs where in the call the stream began, ms */
  constructor(
    readonly party: Party,
    private readonly maxAheadMs: number,
    private readonly originMs = 0,
  ) {}

  /**
   * The party should be heard from now on: when nothing comes for `patienceMs`, it is lost from now on; until then it may
   * just not have begun. Without this a party is nobody until its first piece.
   */
  expect(nowMs: number, patienceMs: number): void {
    this.#idle.expect(patienceMs);
    if (!this.#audio) this.#nextMs = nowMs;
  }

  /**
   * @param atMs where the sender says that the piece lies, ms since the stream began
   * @throws CallwardenError CW_STREAM_FLOOD when audio comes much faster than it can have been spoken
   */
  hear(samples: Int16Array, rateHz: number, nowMs: number, atMs?: number): Frame[] {
    const lengthMs = (samples.length / rateHz) * 1000;
    this.#idle.heard();
    const latestMs = nowMs + this.maxAheadMs;
    const saidMs = atMs === undefined ? undefined : this.originMs + atMs;
    if (!this.#audio) {
      this.#nextMs = Math.max(0, Math.min(saidMs ?? nowMs - lengthMs, latestMs));
      this.#audio = new PartyAudio(this.party, this.#nextMs);
    }
    if (this.#nextMs + lengthMs > latestMs) {
      // What we gave up may come after all: that is no flood.
      if (this.#filledMs > 0) {
        this.lateMs += lengthMs;
        return [];
      }
      throw new CallwardenError(
        'CW_STREAM_FLOOD',
        `Audio comes ${Math.round(this.maxAheadMs / 1000)} s faster than it can have been spoken.`,
      );
    }
    const hole = saidMs === undefined ? 0 : Math.min(saidMs, latestMs - lengthMs) - this.#nextMs;
    const frames = hole > ROUNDING_MS ? this.#lose(this.#audio, hole) : [];
    this.#nextMs += lengthMs;
    return [...frames, ...this.#audio.hear(samples, rateHz)];
  }

  /** To be called about every 50 ms: keeps the time of a party going from which nothing comes. */
  tick(nowMs: number): Frame[] {
    this.#idle.tick(nowMs);
    if (!this.#audio && this.#idle.inVain) {
      this.#nextMs = Math.max(this.#nextMs, nowMs - FIRST_LOSS_MS);
      this.#audio = new PartyAudio(this.party, this.#nextMs);
    }
    const dueMs = nowMs - IDLE_BEHIND_MS - this.#nextMs;
    if (!this.#audio || this.#idle.ms < IDLE_AFTER_MS || dueMs <= 0) return [];
    this.#filledMs += dueMs;
    return this.#lose(this.#audio, dueMs);
  }

  /** What is left at the end of the stream. */
  end(): Frame[] {
    return this.#audio?.end() ?? [];
  }

  #lose(audio: PartyAudio, ms: number): Frame[] {
    this.#nextMs += ms;
    return audio.lose(ms);
  }
}

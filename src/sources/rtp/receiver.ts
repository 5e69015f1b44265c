import type { Frame } from '../../audio/frame.js';
import type { Party } from '../../audio/party.js';
import { FIRST_LOSS_MS, IdleTime } from '../idle-time.js';
import { PartyAudio } from '../party-audio.js';
import { Depacketizer, type Stretch } from './depacketizer.js';
import { parseRtp } from './packet.js';
import type { PayloadMap } from './payload-format.js';
import { type OrderedPacket, ReorderBuffer, type ReorderOptions } from './reorder-buffer.js';
import type { Digit } from './telephone-event.js';

export interface ReceiverOptions extends ReorderOptions {
  readonly party: Party;
  readonly payloads: PayloadMap;
  /** Called for each key that the party pressed. */
  readonly onDigit?: (digit: Digit) => void;
}

/** After so long without a packet silence is put in, ms; it then stays `IDLE_BEHIND_MS` behind the clock. */
const IDLE_AFTER_MS = 300;
const IDLE_BEHIND_MS = 100;

/** See `IdleTime`. */
const LONGEST_TICK_MS = 50;

/** Audio may run ahead of the clock by this much, ms; a sender that is faster floods us. */
const AHEAD_MS = 1000;

/**
 * One party's RTP stream: datagrams in, frames out, in the time of the call. Pure: the clock is an argument, ms since
 * the call began. In-order packets are given at once; nothing is ever invented for what is missing.
 */
export class RtpReceiver {
  readonly #reorder: ReorderBuffer;
  readonly #depacketizer: Depacketizer;
  readonly #onDigit: (digit: Digit) => void;
  #audio: PartyAudio | undefined;
  readonly #idle = new IdleTime(LONGEST_TICK_MS);
  /** How much of the idle time was put in, ms. */
  #filledMs = 0;
  #expectedMs = 0;
  #packets = 0;
  #malformed = 0;
  #flooded = 0;

  constructor(private readonly options: ReceiverOptions) {
    this.#reorder = new ReorderBuffer(options);
    this.#depacketizer = new Depacketizer(options.payloads);
    this.#onDigit = options.onDigit ?? (() => {});
  }

  /**
   * The sender should be heard from now on: when nothing comes for `patienceMs`, it is lost from now on; until then it may
   * just not have begun. Without this a sender is nobody until its first packet. Only the first time counts.
   */
  expect(nowMs: number, patienceMs: number): void {
    if (this.#idle.expected) return;
    this.#expectedMs = nowMs;
    this.#idle.expect(patienceMs);
    this.#filledMs = 0;
  }

  /** Takes a datagram. Never throws, whatever it holds. */
  push(datagram: Uint8Array, nowMs: number): Frame[] {
    const packet = parseRtp(datagram);
    if (!packet) {
      this.#malformed++;
      return [];
    }
    this.#packets++;
    // What cannot be read is no sign of the party, however much of it comes; nor does comfort noise end its pause.
    const format = this.options.payloads.get(packet.payloadType);
    if (format && !(this.#audio && format.kind === 'comfort-noise')) {
      this.#idle.heard();
      this.#filledMs = 0;
    }
    return this.#deliver(this.#reorder.push(packet, nowMs), nowMs);
  }

  /** To be called about every 20 ms: gives up what was waited for too long, and keeps a silent line's time going. */
  tick(nowMs: number): Frame[] {
    const frames = this.#deliver(this.#reorder.expire(nowMs), nowMs);
    this.#idle.tick(nowMs);
    if (!this.#audio && this.#idle.inVain) {
      this.#filledMs = Math.max(0, this.#idle.ms - FIRST_LOSS_MS);
      this.#audio = new PartyAudio(this.options.party, this.#expectedMs + this.#filledMs);
    }
    const dueMs = this.#idle.ms - IDLE_BEHIND_MS - this.#filledMs;
    if (!this.#audio || this.#idle.ms < IDLE_AFTER_MS || dueMs <= 0) return frames;
    this.#filledMs += dueMs;
    return [...frames, ...this.#play(this.#depacketizer.elapse(dueMs), nowMs)];
  }

  /** Signalling says that the sender sends nothing for now (hold): until its next packet what is missing is silence. */
  rest(): void {
    this.#depacketizer.rest();
  }

  /** The stream is over: gives what is left. */
  end(nowMs: number): Frame[] {
    return [...this.#deliver(this.#reorder.drain(), nowMs), ...(this.#audio?.end() ?? [])];
  }

  /** Counts of what came, for the health page and for tests. */
  toJSON(): Readonly<Record<string, number>> {
    const { late, lost, strays, restarts } = this.#reorder;
    const { unknown, tooLate } = this.#depacketizer;
    return {
      packets: this.#packets,
      malformed: this.#malformed,
      late,
      lost,
      strays,
      restarts,
      unknown,
      tooLate,
      flooded: this.#flooded,
    };
  }

  #deliver(packets: readonly OrderedPacket[], nowMs: number): Frame[] {
    return packets.flatMap((packet) => this.#play(this.#depacketizer.push(packet, nowMs), nowMs));
  }

  #play(stretches: readonly Stretch[], nowMs: number): Frame[] {
    return stretches.flatMap((stretch) => this.#playOne(stretch, nowMs));
  }

  #playOne(stretch: Stretch, nowMs: number): Frame[] {
    switch (stretch.kind) {
      case 'restart':
        return this.#anchor(stretch.startMs);
      case 'audio':
        return this.#hear(stretch.samples, stretch.rateHz, nowMs);
      case 'silence':
        return this.#audio?.pause(this.#within(stretch.ms, nowMs)) ?? [];
      case 'lost':
        return this.#audio?.lose(this.#within(stretch.ms, nowMs)) ?? [];
      case 'digit':
        this.#onDigit(stretch.digit);
        return [];
    }
  }

  /** What comes next was spoken at `startMs`: the time up to then is lost. It cannot lie before what was given already. */
  #anchor(startMs: number): Frame[] {
    if (this.#audio) return this.#audio.lose(startMs - this.#audio.nowMs);
    this.#audio = new PartyAudio(this.options.party, Math.max(0, startMs));
    return [];
  }

  #hear(samples: Int16Array, rateHz: number, nowMs: number): Frame[] {
    if (!this.#audio) return [];
    if (this.#audio.nowMs > nowMs + AHEAD_MS) {
      this.#flooded++;
      return [];
    }
    return this.#audio.hear(samples, rateHz);
  }

  /** Timestamps come from the network: no hole reaches further than the clock allows. */
  #within(ms: number, nowMs: number): number {
    return Math.min(ms, Math.max(0, nowMs + AHEAD_MS - (this.#audio?.nowMs ?? 0)));
  }
}

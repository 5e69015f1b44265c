import type { PayloadMap } from './payload-format.js';
import type { OrderedPacket } from './reorder-buffer.js';
import { type Digit, TelephoneEvents } from './telephone-event.js';
import { Unwrapper } from './unwrap.js';

/** What the packets of a stream say, one after the other without holes. */
export type Stretch =
  | { readonly kind: 'audio'; readonly rateHz: number; readonly samples: Int16Array }
  /** Nothing was sent, or comfort noise: the party was silent. */
  | { readonly kind: 'silence'; readonly ms: number }
  | { readonly kind: 'lost'; readonly ms: number }
  /** The sender began anew: what follows lies where it arrived. @param startMs ms since the call began */
  | { readonly kind: 'restart'; readonly startMs: number }
  | { readonly kind: 'digit'; readonly digit: Digit };

/** A longer hole in the timestamps is a sender that began anew, s. */
const MAX_HOLE_S = 10;

/** Packets that come after their time was given up are dropped so long, ms; then the sender's clock must have stood still. */
const LATE_FOR_MS = 100;

/** Turns packets in order into audio, silence and loss, by the stream's own timestamps. */
export class Depacketizer {
  /** Packets of a payload type that was not agreed on. */
  unknown = 0;
  /** Packets that came after their time was filled with silence. */
  tooLate = 0;
  readonly #timestamps = new Unwrapper(32);
  readonly #events = new TelephoneEvents();
  #rateHz = 8000;
  #next: number | undefined;
  #lossAhead = false;
  #silent = false;
  /** Timestamp units that were filled without packets, back from `#next`. */
  #filled = 0;
  #lateSinceMs: number | undefined;

  constructor(private readonly payloads: PayloadMap) {}

  push({ packet, missing, restarted, doubtedMs }: OrderedPacket, nowMs: number): Stretch[] {
    const format = this.payloads.get(packet.payloadType);
    if (restarted) this.#forget();
    if (missing > 0) this.#lossAhead = true;
    switch (format?.kind) {
      case 'audio':
        return this.#hear(packet.timestamp, format.decode(packet.payload), format.rateHz, nowMs - doubtedMs);
      case 'comfort-noise':
        this.#silent = true;
        return [];
      case 'telephone-event': {
        const digit = this.#events.push(packet.payload, packet.timestamp);
        return digit ? [{ kind: 'digit', digit }] : [];
      }
      default:
        this.unknown++;
        this.#lossAhead = true;
        return [];
    }
  }

  /** The sender said that it would be silent, in whatever way. */
  rest(): void {
    this.#silent = true;
  }

  /** Nothing has come for a while: fills so many ms, as silence when the sender said it would be silent. */
  elapse(ms: number): Stretch[] {
    if (this.#next !== undefined) {
      const units = Math.round((ms * this.#rateHz) / 1000);
      this.#next += units;
      this.#filled += units;
    }
    return [{ kind: this.#silent ? 'silence' : 'lost', ms }];
  }

  #hear(timestamp: number, samples: Int16Array, rateHz: number, nowMs: number): Stretch[] {
    if (rateHz !== this.#rateHz) this.#forget();
    this.#rateHz = rateHz;
    if (samples.length === 0) return [];
    const place = this.#timestamps.follow(timestamp);
    const hole = place - (this.#next ?? place);
    const behind = -hole >= samples.length;
    if (behind && -hole <= this.#filled && !this.#stoodStill(nowMs)) {
      this.tooLate++;
      return [];
    }
    const anew = this.#next === undefined || behind || hole > MAX_HOLE_S * rateHz;
    const lead: Stretch[] = [];
    if (anew) lead.push({ kind: 'restart', startMs: nowMs - (samples.length / rateHz) * 1000 });
    else if (hole > 0) lead.push({ kind: this.#holeKind(), ms: (hole / rateHz) * 1000 });
    // A packet that repeats the end of the one before gives only what is new.
    const fresh = !anew && hole < 0 ? samples.subarray(-hole) : samples;
    this.#next = place + samples.length;
    this.#filled = 0;
    this.#lateSinceMs = undefined;
    this.#lossAhead = this.#silent = false;
    return [...lead, { kind: 'audio', rateHz, samples: fresh }];
  }

  #holeKind(): 'silence' | 'lost' {
    return this.#lossAhead ? 'lost' : 'silence';
  }

  #stoodStill(nowMs: number): boolean {
    this.#lateSinceMs ??= nowMs;
    return nowMs - this.#lateSinceMs > LATE_FOR_MS;
  }

  #forget(): void {
    this.#timestamps.reset();
    this.#next = undefined;
    this.#filled = 0;
    this.#lateSinceMs = undefined;
    this.#lossAhead = this.#silent = false;
  }
}

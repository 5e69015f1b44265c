import type { RtpPacket } from './packet.js';
import { Unwrapper, wrappedDistance } from './unwrap.js';

export interface ReorderOptions {
  /** Longest a packet waits for one before it, ms (default 60: three packets of a telephone call). */
  readonly maxWaitMs?: number;
  /** Most packets that wait (default 32); beyond it the missing ones count as lost at once. */
  readonly capacity?: number;
}

/** A packet whose turn has come. */
export interface OrderedPacket {
  readonly packet: RtpPacket;
  /** Packets that were given up just before this one. */
  readonly missing: number;
  /** The sender began anew (first packet, other SSRC, sequence jump): timestamps before and after do not compare. */
  readonly restarted: boolean;
  /** How long it waited for a second packet of its sender to confirm it, ms. */
  readonly doubtedMs: number;
}

/** Jumps of the sequence beyond these are a sender that began anew (RFC 3550, appendix A.1). */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;

/**
 * Puts the packets of one stream in order. One that comes in its turn goes out at once, so an undisturbed stream is not
 * delayed; after a gap packets wait for the missing one, but no longer than `maxWaitMs`.
 * A new SSRC or a wild sequence number is believed when a second packet follows on it.
 */
export class ReorderBuffer {
  /** Came twice or after it was given up. */
  late = 0;
  /** Never came. */
  lost = 0;
  /** Packets of a source that nothing followed. */
  strays = 0;
  restarts = 0;
  readonly #maxWaitMs: number;
  readonly #capacity: number;
  readonly #sequence = new Unwrapper(16);
  readonly #waiting = new Map<number, { readonly packet: RtpPacket; readonly sinceMs: number }>();
  #ssrc = 0;
  #next: number | undefined;
  #candidate: { readonly packet: RtpPacket; readonly sinceMs: number } | undefined;

  constructor(options: ReorderOptions = {}) {
    this.#maxWaitMs = options.maxWaitMs ?? 60;
    this.#capacity = options.capacity ?? 32;
  }

  /** Packets that wait for one before them. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a packet as it comes and gives those whose turn it is. @param nowMs any monotonic clock */
  push(packet: RtpPacket, nowMs: number): OrderedPacket[] {
    if (this.#next === undefined) return this.#restart([packet], 0);
    const place = this.#sequence.peek(packet.sequence);
    const ahead = place - this.#next;
    if (packet.ssrc !== this.#ssrc || ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      return this.#doubt(packet, nowMs);
    }
    if (ahead < 0 || this.#waiting.has(place)) {
      this.late++;
      return this.expire(nowMs);
    }
    if (this.#candidate) this.strays++;
    this.#candidate = undefined;
    if (ahead === 0) return [this.#take(packet, place, 0), ...this.expire(nowMs)];
    this.#waiting.set(place, { packet, sinceMs: nowMs });
    return this.expire(nowMs);
  }

  /** Gives up what was waited for too long, and gives what follows it. */
  expire(nowMs: number): OrderedPacket[] {
    const ready: OrderedPacket[] = [];
    while (this.#next !== undefined && this.#waiting.size > 0) {
      const first = Math.min(...this.#waiting.keys());
      const held = this.#waiting.get(first);
      if (!held) break;
      // A map keeps the order of arrival: its first entry has waited longest.
      const [longest = held] = this.#waiting.values();
      const patient = this.#waiting.size <= this.#capacity && nowMs - longest.sinceMs < this.#maxWaitMs;
      if (first !== this.#next && patient) break;
      const missing = first - this.#next;
      this.lost += missing;
      this.#waiting.delete(first);
      ready.push(this.#take(held.packet, first, missing));
    }
    return ready;
  }

  /** Gives everything that waits: the stream is over or begins anew. */
  drain(): OrderedPacket[] {
    return this.expire(Number.POSITIVE_INFINITY);
  }

  #take(packet: RtpPacket, place: number, missing: number): OrderedPacket {
    this.#sequence.follow(packet.sequence);
    this.#next = place + 1;
    return { packet, missing, restarted: false, doubtedMs: 0 };
  }

  #doubt(packet: RtpPacket, nowMs: number): OrderedPacket[] {
    const before = this.#candidate;
    const follows =
      before?.packet.ssrc === packet.ssrc &&
      wrappedDistance(before.packet.sequence, packet.sequence, 16) === 1;
    if (before && follows) {
      return [...this.drain(), ...this.#restart([before.packet, packet], nowMs - before.sinceMs)];
    }
    if (before) this.strays++;
    this.#candidate = { packet, sinceMs: nowMs };
    return [];
  }

  #restart(packets: readonly RtpPacket[], doubtedMs: number): OrderedPacket[] {
    this.restarts++;
    this.#candidate = undefined;
    this.#waiting.clear();
    this.#sequence.reset();
    return packets.map((packet, i) => {
      this.#ssrc = packet.ssrc;
      const taken = this.#take(packet, this.#sequence.peek(packet.sequence), 0);
      return i === 0 ? { ...taken, restarted: true, doubtedMs } : taken;
    });
  }
}

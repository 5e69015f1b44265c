/** A key that was pressed, as told out of band (RFC 4733). */
export interface Digit {
  readonly digit: string;
  readonly durationMs: number;
}

const KEYS = '0123456789*#ABCD';

/** Events are counted in the clock of the stream, 8 kHz on telephone lines. */
const EVENT_RATE_HZ = 8000;

/** Tells each key once, however often its end is sent (RFC 4733 asks for three times). */
export class TelephoneEvents {
  #told: number | undefined;

  /** @param timestamp when the key went down, in the clock of the stream: names the event */
  push(payload: Uint8Array, timestamp: number): Digit | undefined {
    const [event = 255, flags = 0, high = 0, low = 0] = payload;
    const digit = KEYS[event];
    const ended = (flags & 0x80) !== 0;
    if (payload.length < 4 || digit === undefined || !ended || this.#told === timestamp) return undefined;
    this.#told = timestamp;
    return { digit, durationMs: (((high << 8) | low) / EVENT_RATE_HZ) * 1000 };
  }
}

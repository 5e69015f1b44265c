import { PcmDecoder } from '../../../audio/pcm.js';
import { CallwardenError } from '../../../errors.js';
import { aboutCall } from '../../call-parameters.js';
import { misunderstood, type StreamEvent, wrongFormat } from '../stream-event.js';

const KIND = { hangUp: 0x00, id: 0x01, digit: 0x03, error: 0xff } as const;

/** Sample rates of the kinds of audio frames, Hz (res_audiosocket of Asterisk 22). */
const RATES_HZ: ReadonlyMap<number, number> = new Map([
  [0x10, 8000],
  [0x11, 12_000],
  [0x12, 16_000],
  [0x13, 24_000],
  [0x14, 32_000],
  [0x15, 44_100],
  [0x16, 48_000],
]);

/** Kind (1 byte) and length (2 bytes, most significant first). */
const HEADER_BYTES = 3;

/**
 * A frame of 20 ms of silence, 8 kHz, for a peer that waits for one. Asterisk's read of an AudioSocket does at times, with
 * the channel locked (seen with 22.10), and whoever wants the channel, in the end the whole PBX, waits with it.
 */
export const SILENT_FRAME: Uint8Array = Uint8Array.from({ length: HEADER_BYTES + 320 }, (_, i) =>
  i === 0 ? 0x10 : i === 1 ? 320 >> 8 : i === 2 ? 320 & 0xff : 0,
);

/** AudioSocket over TCP: a frame with the call's UUID, then frames of linear audio, least significant byte first. */
export class AudioSocketParser {
  #held: Buffer = Buffer.alloc(0);
  #started = false;
  #rateHz: number | undefined;
  readonly #decoder = new PcmDecoder('s16', 1);

  /** @param maxFrameBytes frames with more than this are refused before they have come */
  constructor(private readonly maxFrameBytes: number) {}

  /** Takes bytes as they come. @throws CallwardenError CW_STREAM_PROTOCOL, CW_STREAM_FORMAT, CW_STREAM_TOO_BIG */
  push(bytes: Uint8Array): readonly StreamEvent[] {
    const all = this.#held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#held, bytes]);
    const events: StreamEvent[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= all.length) {
      const length = all.readUInt16BE(at + 1);
      if (length > this.maxFrameBytes) {
        throw new CallwardenError('CW_STREAM_TOO_BIG', `A frame of ${length} bytes came.`);
      }
      if (at + HEADER_BYTES + length > all.length) break;
      const payload = all.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
      events.push(...this.#frame(all.readUInt8(at), payload));
      at += HEADER_BYTES + length;
    }
    this.#held = all.subarray(at);
    return events;
  }

  #frame(kind: number, payload: Buffer): readonly StreamEvent[] {
    if (!this.#started) return this.#start(kind, payload);
    if (kind === KIND.hangUp || kind === KIND.error) return [{ kind: 'end' }];
    if (kind === KIND.digit) {
      const digit = payload.toString('latin1');
      return /^[0-9*#A-D]$/.test(digit) ? [{ kind: 'digit', party: 'mixed', digit }] : [];
    }
    const rateHz = RATES_HZ.get(kind);
    if (rateHz === undefined) throw wrongFormat(`Frames of kind 0x${kind.toString(16)} are not taken.`);
    if (this.#rateHz !== undefined && this.#rateHz !== rateHz) {
      throw wrongFormat(`The sample rate changes from ${this.#rateHz} to ${rateHz} Hz in the stream.`);
    }
    if (payload.length % 2 !== 0) throw misunderstood('A frame ends within a sample.');
    this.#rateHz = rateHz;
    const [samples = new Int16Array(0)] = this.#decoder.decode(payload);
    return [{ kind: 'audio', party: 'mixed', rateHz, samples }];
  }

  #start(kind: number, payload: Buffer): readonly StreamEvent[] {
    if (kind !== KIND.id || payload.length !== 16) {
      throw misunderstood('The first frame is not the 16 bytes of a UUID.');
    }
    this.#started = true;
    const hex = payload.toString('hex');
    const name = [0, 8, 12, 16, 20].map((from, i, all) => hex.slice(from, all[i + 1])).join('-');
    return [{ kind: 'start', start: { name, parties: ['mixed'], about: aboutCall({}) } }];
  }
}

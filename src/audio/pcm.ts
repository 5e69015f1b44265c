import { aLawToLinear, muLawToLinear } from './g711.js';
import { FULL_SCALE } from './level.js';

/** How one sample lies in a file: little-endian where it has more than one byte. */
export type PcmEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'mulaw' | 'alaw';

/** Bytes of one sample. */
export const SAMPLE_BYTES: Readonly<Record<PcmEncoding, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
  mulaw: 1,
  alaw: 1,
};

/** Reads the sample at a byte offset, in 16-bit scale; floats may be out of range or no number. */
type ReadSample = (bytes: DataView, offset: number) => number;

// Wider integers keep their upper 16 bits: what is dropped lies 90 dB down, under any telephone's noise.
const READ_SAMPLE: Readonly<Record<PcmEncoding, ReadSample>> = {
  u8: (bytes, offset) => (bytes.getUint8(offset) - 128) << 8,
  s16: (bytes, offset) => bytes.getInt16(offset, true),
  s24: (bytes, offset) => bytes.getInt16(offset + 1, true),
  s32: (bytes, offset) => bytes.getInt16(offset + 2, true),
  f32: (bytes, offset) => bytes.getFloat32(offset, true) * FULL_SCALE,
  f64: (bytes, offset) => bytes.getFloat64(offset, true) * FULL_SCALE,
  mulaw: (bytes, offset) => muLawToLinear(bytes.getUint8(offset)),
  alaw: (bytes, offset) => aLawToLinear(bytes.getUint8(offset)),
};

/** A sample in 16-bit scale, rounded and held at the ends of the range. */
export function toInt16(value: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(value)));
}

/** Turns interleaved bytes of any encoding into 16-bit samples, one array a channel. */
export class PcmDecoder {
  /** Samples that were NaN or infinite and became 0. */
  notFinite = 0;
  /** Float samples beyond full scale that were held at it. */
  clipped = 0;
  readonly #read: ReadSample;
  readonly #sampleBytes: number;
  readonly #isFloat: boolean;

  constructor(
    encoding: PcmEncoding,
    readonly channels: number,
  ) {
    this.#read = READ_SAMPLE[encoding];
    this.#sampleBytes = SAMPLE_BYTES[encoding];
    this.#isFloat = encoding === 'f32' || encoding === 'f64';
  }

  /** Bytes of one sample of every channel. */
  get blockBytes(): number {
    return this.#sampleBytes * this.channels;
  }

  /** @param bytes whole blocks; a trailing part of a block is left out */
  decode(bytes: Uint8Array): Int16Array[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Math.floor(bytes.byteLength / this.blockBytes);
    return Array.from({ length: this.channels }, (_, channel) => this.#channel(view, channel, length));
  }

  #channel(view: DataView, channel: number, length: number): Int16Array {
    const samples = new Int16Array(length);
    const read = this.#read;
    let offset = channel * this.#sampleBytes;
    for (let i = 0; i < length; i++, offset += this.blockBytes) {
      const value = read(view, offset);
      samples[i] = this.#isFloat ? this.#held(value) : value;
    }
    return samples;
  }

  #held(value: number): number {
    if (!Number.isFinite(value)) {
      this.notFinite++;
      return 0;
    }
    // A float file at exactly +1.0 is full scale, not an overload.
    if (value > FULL_SCALE || value < -FULL_SCALE) this.clipped++;
    return toInt16(value);
  }
}

/** Two channels as one, each at half its level so that the sum cannot overload. */
export function mixDown(left: Int16Array, right: Int16Array): Int16Array {
  return left.map((sample, i) => (sample + (right[i] ?? 0)) >> 1);
}

/**
 * G.711, the codec of the telephone network: 8 bits a sample, after ITU-T G.711 (11/88).
 * Linear values are 16-bit: mu-law's 14 bits and A-law's 13 bits shifted up to full scale.
 */

/** mu-law adds this before finding the segment, so that every segment is a power of two wide (33 of 14 bits). */
const MU_BIAS = 33 << 2;
/** The largest magnitude mu-law can code, in 16-bit scale. */
const MU_CLIP = 32_635;
/** A-law sends every second bit inverted. */
const A_TOGGLE = 0x55;

function muLawValue(code: number): number {
  const bits = ~code & 0xff;
  const segment = (bits >> 4) & 0x07;
  const magnitude = ((((bits & 0x0f) << 3) + MU_BIAS) << segment) - MU_BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

function aLawValue(code: number): number {
  const bits = code ^ A_TOGGLE;
  const segment = (bits >> 4) & 0x07;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

const MU_LAW_VALUES = Int16Array.from({ length: 256 }, (_, code) => muLawValue(code));
const A_LAW_VALUES = Int16Array.from({ length: 256 }, (_, code) => aLawValue(code));

/** The 16-bit value of one mu-law byte. */
export function muLawToLinear(code: number): number {
  return MU_LAW_VALUES[code & 0xff] ?? 0;
}

/** The 16-bit value of one A-law byte. */
export function aLawToLinear(code: number): number {
  return A_LAW_VALUES[code & 0xff] ?? 0;
}

/** mu-law bytes to 16-bit samples, one each. */
export function decodeMuLaw(codes: Uint8Array): Int16Array {
  return decode(codes, MU_LAW_VALUES);
}

/** A-law bytes to 16-bit samples, one each. */
export function decodeALaw(codes: Uint8Array): Int16Array {
  return decode(codes, A_LAW_VALUES);
}

/** 16-bit samples to mu-law bytes, one each. */
export function encodeMuLaw(samples: Int16Array): Uint8Array {
  return encode(samples, linearToMuLaw);
}

/** 16-bit samples to A-law bytes, one each. */
export function encodeALaw(samples: Int16Array): Uint8Array {
  return encode(samples, linearToALaw);
}

function decode(codes: Uint8Array, values: Int16Array): Int16Array {
  const samples = new Int16Array(codes.length);
  for (let i = 0; i < codes.length; i++) samples[i] = values[codes[i] ?? 0] ?? 0;
  return samples;
}

function encode(samples: Int16Array, code: (sample: number) => number): Uint8Array {
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) codes[i] = code(samples[i] ?? 0);
  return codes;
}

function linearToMuLaw(sample: number): number {
  const negative = sample < 0;
  const biased = Math.min(negative ? -sample : sample, MU_CLIP) + MU_BIAS;
  // The biased magnitude is 132..32767: its highest bit (7..14) names the segment.
  const segment = 24 - Math.clz32(biased);
  const mantissa = (biased >> (segment + 3)) & 0x0f;
  return ~((negative ? 0x80 : 0) | (segment << 4) | mantissa) & 0xff;
}

function linearToALaw(sample: number): number {
  const negative = sample < 0;
  // One's complement keeps the negative half symmetric to the positive one, and -32768 in range.
  const magnitude = negative ? ~sample : sample;
  const segment = Math.max(0, 24 - Math.clz32(magnitude));
  const mantissa = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return ((negative ? 0 : 0x80) | (segment << 4) | mantissa) ^ A_TOGGLE;
}

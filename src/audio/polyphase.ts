/** Attenuation of images and aliases, in dB: below the noise of 13-bit G.711 by far. */
export const STOP_BAND_DB = 70;
/** The pass band ends, and the stop band begins, this far from the lower of the two Nyquist rates. */
export const TRANSITION = 0.1;
/** Banks of the usual rates are shared; those of odd rates (44,101 Hz: 16 MB) die with their resampler. */
const MAX_SHARED_PHASES = 640;
/** Coefficients of a sinc's zeros are not quite 0 in floating point. */
const NEGLIGIBLE = 1e-12;

/** A low-pass at the lower of two Nyquist rates, sampled at every phase of the output between two inputs. */
export interface FilterBank {
  /** Outputs for every `down` inputs. */
  readonly up: number;
  readonly down: number;
  /** Coefficients a phase; an even number. */
  readonly taps: number;
  /** `up` rows of `taps`; row p serves outputs p/up of an input sample after an input. */
  readonly coefficients: Float64Array;
  /** The even stretch of a row, a phase, that is not zero: an output that falls on an input takes that input alone. */
  readonly firsts: Int32Array;
  readonly lasts: Int32Array;
}

const shared = new Map<string, FilterBank>();

/**
 * The filter bank for a pair of rates, in Hz.
 * Kaiser's design: beta and length from "Nonrecursive digital filter design using the I0-sinh window function" (1974).
 */
export function filterBank(fromHz: number, toHz: number): FilterBank {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const key = `${up}/${down}`;
  const known = shared.get(key);
  if (known) return known;
  const bank = design(up, down);
  if (up <= MAX_SHARED_PHASES) shared.set(key, bank);
  return bank;
}

function design(up: number, down: number): FilterBank {
  // Everything in input samples: the cut-off as a part of the input's Nyquist rate.
  const cutoff = Math.min(1, up / down);
  const transitionRadians = 2 * TRANSITION * cutoff * Math.PI;
  const half = Math.ceil((STOP_BAND_DB - 7.95) / (2.285 * transitionRadians) / 2);
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  const taps = 2 * half;
  const coefficients = new Float64Array(up * taps);
  const firsts = new Int32Array(up);
  const lasts = new Int32Array(up);
  for (let phase = 0; phase < up; phase++) {
    const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / up;
      row[tap] = sinc(cutoff * distance) * kaiser(distance / half, beta);
    }
    // Every phase passes a constant unchanged: no tone at the phase rate.
    const sum = row.reduce((total, value) => total + value, 0);
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / sum;
    const counts = (value: number) => Math.abs(value) > NEGLIGIBLE;
    firsts[phase] = row.findIndex(counts) & ~1;
    lasts[phase] = (row.findLastIndex(counts) & ~1) + 2;
  }
  return { up, down, taps, coefficients, firsts, lasts };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

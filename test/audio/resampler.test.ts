import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL_SCALE, rmsDbfs } from '../../src/audio/level.js';
import { Resampler } from '../../src/audio/resampler.js';

const TO_HZ = 16_000;
const STOP_BAND_DB = 70;
const RATES = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

function sine(hz: number, rateHz: number, length: number, amplitude = 0.9): Float32Array {
  return Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

function whole(samples: Float32Array | Int16Array, fromHz: number, toHz = TO_HZ): Int16Array {
  const resampler = new Resampler(fromHz, toHz);
  return joined([resampler.push(samples), resampler.flush()]);
}

function joined(parts: readonly Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

/** Leaves out the ends, where the sine begins and stops. */
function middle(samples: Int16Array): Int16Array {
  return samples.subarray(samples.length >> 2, -(samples.length >> 2));
}

describe.each(RATES)('from %i Hz to 16 kHz', (fromHz) => {
  it('gives the same whatever the chunks', () => {
    const input = sine(440, fromHz, 3000);
    const expected = whole(input, fromHz);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 30 }), (sizes) => {
        const resampler = new Resampler(fromHz, TO_HZ);
        const parts: Int16Array[] = [];
        let at = 0;
        for (const size of sizes) {
          parts.push(resampler.push(input.subarray(at, at + size)));
          at += size;
        }
        parts.push(resampler.push(input.subarray(at)), resampler.flush());
        // Stronger than the 1e-4 that is promised: not one bit differs.
        expect(Buffer.from(joined(parts).buffer).equals(Buffer.from(expected.buffer))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('gives exactly the time that came in', () => {
    for (const length of [1, 2, 159, 160, 1000]) {
      expect(whole(new Int16Array(length), fromHz)).toHaveLength(Math.ceil((length * TO_HZ) / fromHz));
    }
  });

  it('delays nothing: a sine comes out as the sine of the new rate', () => {
    const ideal = sine(1000, TO_HZ, TO_HZ);
    const actual = whole(sine(1000, fromHz, fromHz), fromHz);
    const difference = actual.map((sample, i) => sample - Math.round((ideal[i] ?? 0) * FULL_SCALE));
    expect(rmsDbfs(middle(difference))).toBeLessThan(-STOP_BAND_DB);
  });

  it('is flat within 0.01 dB up to 0.9 of the lower Nyquist rate', () => {
    const edge = 0.9 * Math.min(fromHz, TO_HZ) * 0.5;
    for (const hz of [50, 0.25 * edge, 0.5 * edge, 0.75 * edge, 0.99 * edge]) {
      const level = rmsDbfs(middle(whole(sine(hz, fromHz, 2 * fromHz), fromHz)));
      const ideal = 20 * Math.log10(0.9 / Math.SQRT2);
      expect(Math.abs(level - ideal), `${hz} Hz`).toBeLessThan(0.01);
    }
  });
});

it.each([22_050, 24_000, 32_000, 44_100, 48_000])('from %i Hz, aliases are 70 dB down', (fromHz) => {
  for (const hz of [8810, 0.5 * (8800 + fromHz / 2), fromHz / 2 - 50]) {
    const level = rmsDbfs(middle(whole(sine(hz, fromHz, fromHz, 1), fromHz)));
    expect(level, `${hz} Hz`).toBeLessThan(-STOP_BAND_DB);
  }
});

it.each([8000, 11_025, 12_000])('from %i Hz, images are 70 dB down', (fromHz) => {
  const hz = 0.9 * (fromHz / 2);
  const output = middle(whole(sine(hz, fromHz, 2 * fromHz, 0.9), fromHz));
  // Taking out the sine itself leaves its images and the rounding to 16 bits.
  let re = 0;
  let im = 0;
  const turn = (2 * Math.PI * hz) / TO_HZ;
  output.forEach((sample, i) => {
    re += (2 * sample * Math.cos(turn * i)) / output.length;
    im += (2 * sample * Math.sin(turn * i)) / output.length;
  });
  const rest = output.map((sample, i) => sample - re * Math.cos(turn * i) - im * Math.sin(turn * i));
  expect(rmsDbfs(rest)).toBeLessThan(-STOP_BAND_DB);
});

it('takes 16-bit samples as they are, and floats of full scale held at the ends', () => {
  expect([...whole(Int16Array.of(1, -2, 32_767), 16_000)]).toEqual([1, -2, 32_767]);
  expect([...whole(Float32Array.of(1, -1, 0.5, 2), 16_000)]).toEqual([32_767, -32_768, 16_384, 32_767]);
  const loud = whole(
    Int16Array.from({ length: 800 }, (_, i) => (i % 80 < 40 ? 32_767 : -32_768)),
    8000,
  );
  expect(Math.max(...loud)).toBe(32_767);
  expect(Math.min(...loud)).toBe(-32_768);
});

it('begins anew after flush', () => {
  const resampler = new Resampler(8000, TO_HZ);
  const input = sine(700, 8000, 900);
  const first = joined([resampler.push(input), resampler.flush()]);
  expect(joined([resampler.push(input), resampler.flush()])).toEqual(first);
});

it('goes down to the rate of a telephone as well', () => {
  const there = whole(sine(1000, 16_000, 16_000), 16_000, 8000);
  expect(there).toHaveLength(8000);
  expect(rmsDbfs(middle(there))).toBeCloseTo(20 * Math.log10(0.9 / Math.SQRT2), 2);
});

it('keeps step over ten minutes, to the sample', () => {
  const resampler = new Resampler(11_025, TO_HZ);
  const chunk = new Int16Array(11_025);
  let outputs = 0;
  for (let second = 0; second < 600; second++) outputs += resampler.push(chunk).length;
  expect(outputs + resampler.flush().length).toBe(600 * TO_HZ);
});

it.each([0, -1, 8000.5, Number.NaN])('refuses a rate of %d Hz', (rate) => {
  expect(() => new Resampler(rate, TO_HZ)).toThrow(RangeError);
});

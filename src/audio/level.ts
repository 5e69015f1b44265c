/** Full scale of 16-bit audio: the magnitude that is 0 dBFS. */
export const FULL_SCALE = 32_768;

/** Root mean square of 16-bit samples in dB below full scale; -Infinity for silence or nothing. */
export function rmsDbfs(samples: Int16Array): number {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  return 10 * Math.log10(power / Math.max(1, samples.length) / FULL_SCALE ** 2);
}

/** Largest magnitude of 16-bit samples in dB below full scale; -Infinity for silence or nothing. */
export function peakDbfs(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return 20 * Math.log10(peak / FULL_SCALE);
}

/** A cut is judged over this many samples: 30 ms at 16 kHz, about the gap before a plosive. */
const SPAN = 480;

/**
 * Where speech can be cut with least harm: the middle of the quietest 30 ms.
 * @param samples 16 kHz mono
 * @param from first sample that may be cut at
 * @returns a sample index in [from, samples.length]
 */
export function quietestCut(samples: Int16Array, from: number): number {
  let energy = 0;
  let quietest = Number.POSITIVE_INFINITY;
  let cut = samples.length;
  for (let i = from; i < samples.length; i++) {
    energy += square(samples[i]);
    if (i >= from + SPAN) energy -= square(samples[i - SPAN]);
    // On a tie the later cut wins: it leaves the longer chunk.
    if (i >= from + SPAN - 1 && energy <= quietest) {
      quietest = energy;
      cut = i - SPAN / 2;
    }
  }
  return cut;
}

function square(sample: number | undefined): number {
  return (sample ?? 0) * (sample ?? 0);
}

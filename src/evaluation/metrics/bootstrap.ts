import { drawnFrom, seededRandom } from '../random.js';
import { quantile } from './quantile.js';
import { classCounts, type ScoreGroup } from './ranking.js';

/** An estimate with its 95 % interval; the ends are NaN where there is too little to tell. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Samples drawn; the ends of a 95 % interval rest on a fortieth of them. */
  readonly resamples?: number;
}

/** A figure of a ranking. */
export type Figure = (groups: readonly ScoreGroup[]) => number;

const RESAMPLES = 400;

/** Fewer of a class than this, and an interval says more of the method than of the detector. */
const LEAST = 2;

/**
 * Samples of the same size, drawn with replacement, scams and ordinary calls apart, so that every sample has both.
 */
export function* resample(groups: readonly ScoreGroup[], options: BootstrapOptions): Generator<ScoreGroup[]> {
  const random = seededRandom(options.seed);
  const positives = groups.flatMap((group, i) => Array<number>(group.positives).fill(i));
  const negatives = groups.flatMap((group, i) => Array<number>(group.negatives).fill(i));
  const draw = (from: readonly number[]) => {
    const counts = new Uint32Array(groups.length);
    for (let k = 0; k < from.length; k++) {
      const i = from[Math.floor(random() * from.length)] ?? 0;
      counts[i] = (counts[i] ?? 0) + 1;
    }
    return counts;
  };
  for (let n = options.resamples ?? RESAMPLES; n > 0; n--) {
    const [drawnPositives, drawnNegatives] = [draw(positives), draw(negatives)];
    yield groups.map(({ score }, i) => ({
      score,
      positives: drawnPositives[i] ?? 0,
      negatives: drawnNegatives[i] ?? 0,
    }));
  }
}

/** Figures of one ranking with their 95 % percentile intervals, all from the same samples. */
export function bootstrap(
  groups: readonly ScoreGroup[],
  figures: readonly Figure[],
  options: BootstrapOptions,
): Estimate[] {
  const { positives, negatives } = classCounts(groups);
  const samples = figures.map((): number[] => []);
  if (positives >= LEAST && negatives >= LEAST) {
    for (const sample of resample(groups, options)) {
      for (const [i, figure] of figures.entries()) samples[i]?.push(figure(sample));
    }
  }
  return figures.map((figure, i) => {
    const drawn = samples[i] ?? [];
    return { value: figure(groups), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
  });
}

/** Part of a whole, summed over calls, with its 95 % percentile interval over samples of those calls. */
export function ratioOf(
  calls: readonly { readonly part: number; readonly whole: number }[],
  { seed, resamples = RESAMPLES }: BootstrapOptions,
): Estimate {
  const ratio = (drawn: typeof calls) => {
    let [part, whole] = [0, 0];
    for (const call of drawn) {
      part += call.part;
      whole += call.whole;
    }
    return part / whole;
  };
  const random = seededRandom(seed);
  const count = calls.length < LEAST ? 0 : resamples;
  const drawn = Array.from({ length: count }, () => ratio(drawnFrom(calls, random)));
  return { value: ratio(calls), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** The wider of both intervals: a bootstrap of a perfect score has no width, and would hide how few calls it rests on. */
export function widest(a: Estimate, b: Estimate): Estimate {
  return { value: a.value, low: lower(a.low, b.low), high: -lower(-a.high, -b.high) };
}

function lower(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

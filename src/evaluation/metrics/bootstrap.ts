import { drawnFrom, seededRandom } from '../random.js';
import { quantile } from './quantile.js';
import { comparable, rank, type Scored, type ScoreGroup } from './ranking.js';
import { storiesOf } from './stories.js';

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

/** Fewer stories of a class than this, and an interval says more of the method than of the detector. */
const LEAST = 2;

/** How often each place of a ranking was drawn: scams and ordinary calls. */
export interface Drawn {
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
}

/**
 * A figure of samples with as many stories as there are, drawn with replacement, those of scams and of ordinary calls
 * apart, so that every sample has both (cluster bootstrap: Davison and Hinkley, Bootstrap Methods and their Application,
 * 1997, section 3.8). The counts change with every sample: `figureOf` must not keep them. Empty where a class has too
 * few stories.
 */
export function resampled<T>(
  calls: readonly Scored[],
  { seed, resamples = RESAMPLES }: BootstrapOptions,
  figureOf: (drawn: Drawn) => T,
): T[] {
  const groups = rank(calls);
  const placeOf = new Map(groups.map(({ score }, place) => [score, place]));
  const told = (positive: boolean) =>
    placed(storiesOf(calls.filter((call) => call.positive === positive)), placeOf);
  const [scams, ordinary] = [told(true), told(false)];
  if (Math.min(scams.stories, ordinary.stories) < LEAST) return [];
  const random = seededRandom(seed);
  // The same arrays for all samples: making them anew takes longer than drawing.
  const drawn = { positives: new Uint32Array(groups.length), negatives: new Uint32Array(groups.length) };
  return Array.from({ length: resamples }, () => {
    draw(scams, drawn.positives, random);
    draw(ordinary, drawn.negatives, random);
    return figureOf(drawn);
  });
}

/** Stories of a class, one after the other in one array: small arrays by the thousand are slow to go through. */
interface Placed {
  readonly stories: number;
  /** Where the calls of all stories stand in the ranking. */
  readonly places: Uint32Array;
  /** Where each story begins in `places`, and the last one ends. */
  readonly bounds: Uint32Array;
}

function placed(stories: readonly Scored[][], placeOf: ReadonlyMap<number, number>): Placed {
  const places = Uint32Array.from(stories.flat(), (call) => placeOf.get(comparable(call)) ?? 0);
  const bounds = new Uint32Array(stories.length + 1);
  for (const [i, { length }] of stories.entries()) bounds[i + 1] = (bounds[i] ?? 0) + length;
  return { stories: stories.length, places, bounds };
}

function draw({ stories, places, bounds }: Placed, counts: Uint32Array, random: () => number): void {
  counts.fill(0);
  for (let n = 0; n < stories; n++) {
    const story = Math.floor(random() * stories);
    const end = bounds[story + 1] ?? 0;
    for (let k = bounds[story] ?? 0; k < end; k++) {
      const place = places[k] ?? 0;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
}

/** The same with the counts in the shape that curves are made of. */
export function resampledGroups<T>(
  calls: readonly Scored[],
  options: BootstrapOptions,
  figureOf: (sample: readonly ScoreGroup[]) => T,
): T[] {
  const groups = rank(calls).map((group) => ({ ...group }));
  return resampled(calls, options, ({ positives, negatives }) => {
    for (const [place, group] of groups.entries()) {
      group.positives = positives[place] ?? 0;
      group.negatives = negatives[place] ?? 0;
    }
    return figureOf(groups);
  });
}

/** Figures of one detector with their 95 % percentile intervals, all from the same samples. */
export function bootstrap(
  calls: readonly Scored[],
  figures: readonly Figure[],
  options: BootstrapOptions,
): Estimate[] {
  const groups = rank(calls);
  const samples = resampledGroups(calls, options, (sample) => figures.map((figure) => figure(sample)));
  return figures.map((figure, i) => {
    const drawn = samples.map((values) => values[i] ?? Number.NaN);
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

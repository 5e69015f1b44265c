/** How fast the level follows: about three seconds of speech at 20 ms a step. */
const FOLLOW = 1 / 150;

/** The first second of speech sets the level fast, so that the first words are not lost. */
const FOLLOW_FIRST = 1 / 15;
const FIRST_STEPS = 50;

/** Below this nothing is known of the level: line noise, not speech, dBFS. */
const FLOOR_DBFS = -65;

export interface GainOptions {
  /** Level that speech is brought to, dBFS RMS. */
  readonly gainTargetDbfs: number;
  /** Most that is added, dB; at most half of it is taken away. */
  readonly gainMaxDb: number;
}

/**
 * Slow gain of one party: lines differ by 20 dB, and the models hear best near -22 dBFS.
 * Only speech moves it, so pauses do not pump noise up. Pure; state is one level.
 */
export class PartyGain {
  private levelDbfs: number | undefined;
  private steps = 0;

  constructor(private readonly options: GainOptions) {}

  /** The gain in dB that the next samples get. */
  get gainDb(): number {
    if (this.levelDbfs === undefined) return 0;
    const wanted = this.options.gainTargetDbfs - this.levelDbfs;
    return Math.max(-this.options.gainMaxDb / 2, Math.min(this.options.gainMaxDb, wanted));
  }

  /** Learns from samples that were found to be speech (before gain). */
  learn(samples: Int16Array): void {
    const level = levelDbfs(samples);
    if (level < FLOOR_DBFS) return;
    const follow = this.steps++ < FIRST_STEPS ? FOLLOW_FIRST : FOLLOW;
    this.levelDbfs =
      this.levelDbfs === undefined ? level : this.levelDbfs + (level - this.levelDbfs) * follow;
  }

  /** @returns the samples with the gain applied, limited to 16 bits */
  apply(samples: Int16Array): Int16Array {
    const factor = 10 ** (this.gainDb / 20);
    if (Math.abs(factor - 1) < 0.05) return samples;
    const louder = new Int16Array(samples.length);
    for (let i = 0; i < samples.length; i++) {
      louder[i] = Math.max(-32_768, Math.min(32_767, Math.round((samples[i] ?? 0) * factor)));
    }
    return louder;
  }
}

/** RMS level in dB relative to full scale (a full-scale square wave is 0 dBFS). */
export function levelDbfs(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length) / 32_768 ** 2 + 1e-12);
}

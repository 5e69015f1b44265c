/** A line is never taken for quieter than this, dBFS: below it there is nothing to tell apart. */
const LOWEST_DBFS = -75;

/** Nor for louder: above it steady sound may be music with speech over it, which only the detector can tell. */
const HIGHEST_DBFS = -42;

/** The floor follows a quieter window at this share, and a louder one by so many dB a window (about 1 dB a second). */
const FALL = 0.3;
const RISE_DB = 0.03;

/** In the first three seconds of a call nothing is known of the line, so the floor comes up faster: dB a window. */
const RISE_FIRST_DB = 0.25;
const FIRST_WINDOWS = 100;

/** Speech stands further above the floor than this, dB: line noise varies by about 3 dB from window to window. */
const MARGIN_DB = 7;

/**
 * The always-on first look: is there anything but line noise? It spares the detector the half of a call in which a
 * party only listens. It can only say "surely nothing"; whether a sound is speech is the detector's to say. Pure.
 */
export class NoiseFloor {
  private floorDbfs = LOWEST_DBFS;
  private windows = 0;

  /**
   * Takes in one window.
   * @param levelDbfs its RMS level, before any gain
   * @returns nothing stands out of the noise
   */
  isNoise(levelDbfs: number): boolean {
    const level = Math.max(LOWEST_DBFS, levelDbfs);
    const rise = this.windows++ < FIRST_WINDOWS ? RISE_FIRST_DB : RISE_DB;
    const step = level < this.floorDbfs ? (level - this.floorDbfs) * FALL : rise;
    this.floorDbfs = Math.min(HIGHEST_DBFS, this.floorDbfs + step);
    return level < this.floorDbfs + MARGIN_DB;
  }
}

import type { Frame } from '../../audio/frame.js';
import { rmsDbfs } from '../../audio/level.js';

/** Above it somebody may be speaking, dBFS RMS: low, since a call taken for quiet is missed, and noise only makes a call longer. */
const QUIET_DBFS = -55;
/** What is heard after so long a quiet is another conversation, ms. */
const QUIET_MS = 5 * 60_000;
/** A room that is never quiet must not keep one call's level and its detectors for ever, ms. */
const LONGEST_MS = 2 * 60 * 60_000;

/**
 * Where calls begin and end in the endless sound of a microphone: after a long quiet the next one begins with the next sound, so
 * that an empty room makes no calls. The first begins at once and shows that there is sound. Pure: time is that of the frames.
 */
export class CallSpans {
  #beganMs: number | undefined = 0;
  #soundMs = 0;

  /**
   * @param frame the next one of the microphone
   * @returns where the call began that it belongs to, ms; undefined between two calls
   */
  beginOf({ samples, startMs }: Frame): number | undefined {
    const sounds = rmsDbfs(samples) > QUIET_DBFS;
    if (sounds) this.#soundMs = startMs;
    const quiet = startMs - this.#soundMs >= QUIET_MS;
    if (quiet || startMs - (this.#beganMs ?? startMs) >= LONGEST_MS) this.#beganMs = undefined;
    if (sounds) this.#beganMs ??= startMs;
    return this.#beganMs;
  }
}

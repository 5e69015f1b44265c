import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../audio/frame.js';
import { Resampler } from '../audio/resampler.js';
import type { Recognition, TranscribeOptions, Transcriber } from './transcriber.js';

/**
 * How much longer a chunk is made: pitch, throat and tempo move together, as they do from one speaker to another. Those that differ
 * most come first, as an answer that is sure ends the search (training/ear/README.md has the figures).
 */
const STRETCHES = [9 / 8, 7 / 8, 17 / 16, 15 / 16];

/**
 * Hears an unsure chunk again at other speeds and takes the answer its ear is surest of: a voice unlike those it was trained in
 * often becomes one of them. An ear that does not say how sure it is hears everything once, and where others wait for it, an unsure
 * chunk is heard no further.
 */
export class SurestTranscriber implements Transcriber {
  /**
   * @param ear closed with this
   * @param sureFrom mean token probability from which one hearing is enough, 0..1; 0 never hears twice
   */
  constructor(
    private readonly ear: Transcriber,
    private readonly sureFrom: number,
  ) {}

  get model(): string {
    return this.ear.model;
  }

  get maxChunkMs(): number {
    return this.ear.maxChunkMs;
  }

  async transcribe(samples: Int16Array, options: TranscribeOptions = {}): Promise<Recognition> {
    let surest = await this.ear.transcribe(samples, options);
    for (const stretch of STRETCHES) {
      if (surest.confidence === undefined || surest.confidence >= this.sureFrom) break;
      if (samples.length * stretch > this.maxChunkMs * SAMPLES_PER_MS) continue;
      if (options.again?.() === false) break;
      const other = await this.ear.transcribe(stretched(samples, stretch), options);
      if ((other.confidence ?? 0) > surest.confidence) surest = other;
    }
    return surest;
  }

  close(): Promise<void> {
    return this.ear.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function stretched(samples: Int16Array, stretch: number): Int16Array {
  const resampler = new Resampler(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * stretch);
  const [most, rest] = [resampler.push(samples), resampler.flush()];
  const all = new Int16Array(most.length + rest.length);
  all.set(most);
  all.set(rest, most.length);
  return all;
}

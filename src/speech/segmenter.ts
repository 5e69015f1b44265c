import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { SpeechConfig } from '../config/schema.js';
import type { Chunk } from './chunk.js';
import { quietestCut } from './quietest-cut.js';

export interface SegmenterOptions
  extends Pick<
    SpeechConfig,
    'preRollMs' | 'hangOverMs' | 'minSpeechMs' | 'pauseCutMs' | 'softChunkMs' | 'maxChunkMs' | 'overlapMs'
  > {
  /** New speech after which an unfinished chunk is offered for a look if a second one fits in, ms; 0 never. */
  readonly partialEveryMs: number;
}

/** Two windows in a row: one alone is often a click. */
const ONSET_WINDOWS = 2;

/** Silence left at the end of an utterance so that the last consonant is not cut, ms. */
const TAIL_MS = 160;

/** A forced cut is looked for in the last part of the chunk, where the next pass gains most from it. */
const CUT_REGION = 0.35;

/**
 * Cuts one party's audio into chunks by voice activity. Pure: it depends on the samples and flags alone, so a
 * recording gives the same chunks at any speed. Holds at most `maxChunkMs` of audio.
 */
export class Segmenter {
  private buffer: Int16Array;
  private length = 0;
  /** Position of buffer[0] since the call began, in samples. */
  private origin = 0;
  private speaking = false;
  private onset = 0;
  private utteranceCount = 0;
  private index = 0;
  private speech = 0;
  private silence = 0;
  /** Speech since the last look at this chunk, samples. */
  private unseen = 0;
  private looks = 0;
  private overlap = 0;

  constructor(
    private readonly party: Party,
    private readonly options: SegmenterOptions,
  ) {
    this.buffer = new Int16Array((options.maxChunkMs + options.preRollMs + 200) * SAMPLES_PER_MS);
  }

  /** Where the speech begins that no finished chunk holds yet, ms since the call began; undefined: there is none. */
  get openMs(): number | undefined {
    if (this.speech === 0) return undefined;
    const first = this.speaking ? this.overlap : this.length - this.speech;
    return (this.origin + first) / SAMPLES_PER_MS;
  }

  /**
   * @param samples one voice activity window (any length that is not above `maxChunkMs`)
   * @param startMs its place in the call; a jump ends the utterance
   * @param active somebody speaks in it
   */
  push(samples: Int16Array, startMs: number, active: boolean): Chunk[] {
    const chunks: Chunk[] = [];
    const start = Math.round(startMs * SAMPLES_PER_MS);
    if (start !== this.origin + this.length) {
      chunks.push(...this.flush());
      this.restart(start);
    }
    this.append(samples);
    if (this.speaking) this.continueUtterance(samples.length, active, chunks);
    else this.listenForOnset(samples.length, active);
    return chunks;
  }

  /** Ends what is being said, as at the end of the call. */
  flush(): Chunk[] {
    const chunks: Chunk[] = [];
    if (this.speaking) this.endUtterance(chunks);
    this.resetCounts(); // what was no utterance by now is a click
    return chunks;
  }

  private listenForOnset(added: number, active: boolean): void {
    this.onset = active ? this.onset + 1 : 0;
    this.speech = active ? this.speech + added : 0;
    if (this.onset >= ONSET_WINDOWS) {
      this.speaking = true;
      this.unseen = this.speech;
      this.utteranceCount++;
      this.index = 0;
    } else {
      const kept = this.ms(this.options.preRollMs) + this.speech;
      this.drop(this.length - kept);
    }
  }

  private continueUtterance(added: number, active: boolean, chunks: Chunk[]): void {
    const { options } = this;
    if (active) {
      this.speech += added;
      this.unseen += added;
      this.silence = 0;
    } else {
      this.silence += added;
    }
    if (this.silence >= this.ms(options.hangOverMs)) {
      this.endUtterance(chunks);
    } else if (this.silence >= this.ms(options.pauseCutMs) && this.length >= this.ms(options.softChunkMs)) {
      this.cut(this.length - this.silence + Math.min(this.silence, this.ms(TAIL_MS)), 0, chunks);
    } else if (this.length >= this.ms(options.maxChunkMs)) {
      const from = Math.floor(this.length * (1 - CUT_REGION));
      this.cut(quietestCut(this.buffer.subarray(0, this.length), from), this.ms(options.overlapMs), chunks);
    } else if (this.isWorthALook()) {
      this.unseen = 0;
      this.looks++;
      chunks.push(this.chunk(this.length, false, false));
    }
  }

  /**
   * Two looks have to agree before the cut to show a word sooner than the last pass does: one that cannot be followed by
   * another in time, or that comes just before the cut, would only cost its decode.
   */
  private isWorthALook(): boolean {
    const every = this.ms(this.options.partialEveryMs);
    if (every === 0 || this.unseen < every) return false;
    const room = this.ms(this.options.maxChunkMs) - this.length;
    return room >= (this.looks === 0 ? 2 : 1) * every;
  }

  private endUtterance(chunks: Chunk[]): void {
    const end = this.length - Math.max(0, this.silence - this.ms(TAIL_MS));
    // A click is dropped, but a later chunk must still close the utterance whose words were shown.
    if (this.index > 0 || this.speech >= this.ms(this.options.minSpeechMs))
      chunks.push(this.chunk(end, true, true));
    this.speaking = false;
    this.resetCounts();
    this.drop(this.length - this.ms(this.options.preRollMs));
  }

  private cut(at: number, overlap: number, chunks: Chunk[]): void {
    const silence = this.silence;
    this.speech = Math.max(0, this.speech - this.speechBehind(at, silence));
    chunks.push(this.chunk(at, true, false));
    this.index++;
    this.drop(at - overlap);
    this.resetCounts();
    this.overlap = overlap;
    this.silence = silence;
    this.speech = this.unseen = this.speechBehind(overlap, silence);
  }

  /** Behind a cut stands speech, and after it whatever silence there is already: all of it where the cut is in a pause. */
  private speechBehind(at: number, silence: number): number {
    return Math.max(0, this.length - at - silence);
  }

  private chunk(end: number, final: boolean, utteranceEnds: boolean): Chunk {
    return {
      party: this.party,
      utterance: `${this.party}-${this.utteranceCount}`,
      index: this.index,
      startMs: this.origin / SAMPLES_PER_MS,
      endMs: (this.origin + end) / SAMPLES_PER_MS,
      samples: this.buffer.slice(0, end),
      speechMs: this.speech / SAMPLES_PER_MS,
      overlapMs: this.overlap / SAMPLES_PER_MS,
      final,
      utteranceEnds,
    };
  }

  private append(samples: Int16Array): void {
    if (this.length + samples.length > this.buffer.length) {
      const grown = new Int16Array(this.length + samples.length + SAMPLE_RATE_HZ);
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(samples, this.length);
    this.length += samples.length;
  }

  private drop(count: number): void {
    if (count <= 0) return;
    this.buffer.copyWithin(0, count, this.length);
    this.length -= count;
    this.origin += count;
  }

  private restart(origin: number): void {
    this.origin = origin;
    this.length = 0;
    this.speaking = false;
    this.resetCounts();
  }

  private resetCounts(): void {
    this.onset = this.speech = this.silence = this.unseen = this.looks = this.overlap = 0;
  }

  private ms(ms: number): number {
    return Math.round(ms * SAMPLES_PER_MS);
  }
}

import { type Frame, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { SpeechConfig } from '../config/schema.js';
import { CallwardenError } from '../errors.js';
import type { Chunk } from './chunk.js';
import { levelDbfs, PartyGain } from './gain.js';
import { NoiseFloor } from './noise-floor.js';
import { Segmenter, type SegmenterOptions } from './segmenter.js';
import { type VoiceActivity, WINDOW_SAMPLES } from './voice-activity.js';

export interface ListenOptions extends SegmenterOptions, Pick<SpeechConfig, 'gainTargetDbfs' | 'gainMaxDb'> {
  /** Unique among live calls: names the voice activity streams. */
  readonly callId: string;
  readonly signal?: AbortSignal;
  /** Tells how much speech of each party was heard, ms, for the summary. */
  readonly onSpeech?: (party: Party, ms: number) => void;
  /** Tells to where a party's audio is dealt with, ms since the call began: it was no speech, or its chunks were taken and came back. */
  readonly onSettled?: (party: Party, ms: number) => void;
}

/** Windows asked about at once: 160 ms, so that the process boundary costs little and latency stays small. */
const BATCH_SAMPLES = 5 * WINDOW_SAMPLES;

/**
 * The detector counts the samples of a stream in 32 bits, which overflow after 37 hours. So it starts afresh in a silence long
 * before: once an hour of what it is asked about.
 */
const FRESH_AFTER_SAMPLES = 3600 * SAMPLE_RATE_HZ;

/**
 * Frames of all parties in, chunks of speech out, in the order they end.
 * One frame after the other, so the same recording gives the same chunks at any speed.
 */
export async function* listen(
  frames: AsyncIterable<Frame>,
  voice: VoiceActivity,
  options: ListenOptions,
): AsyncGenerator<Chunk> {
  const parties = new Map<Party, PartyEar>();
  try {
    for await (const frame of frames) {
      let ear = parties.get(frame.party);
      if (!ear) {
        ear = new PartyEar(frame.party, voice, options);
        parties.set(frame.party, ear);
      }
      yield* await ear.hear(frame);
      options.onSettled?.(frame.party, ear.settledMs);
    }
    for (const [party, ear] of parties) {
      yield* await ear.finish();
      options.onSettled?.(party, ear.settledMs);
    }
  } finally {
    for (const ear of parties.values()) ear.forget();
  }
}

/** What one party says: gathers frames into windows, asks who speaks, cuts. */
class PartyEar {
  private readonly stream: string;
  private readonly gain: PartyGain;
  private readonly floor = new NoiseFloor();
  private readonly segmenter: Segmenter;
  private readonly batch = new Int16Array(BATCH_SAMPLES);
  private filled = 0;
  /** Where batch[0] stands in the call, in samples. */
  private origin = 0;
  private wasActive = false;
  /** Samples the detector was asked about since it last started afresh. */
  private asked = 0;

  constructor(
    private readonly party: Party,
    private readonly voice: VoiceActivity,
    private readonly options: ListenOptions,
  ) {
    this.stream = `${options.callId}/${party}`;
    this.gain = new PartyGain(options);
    this.segmenter = new Segmenter(party, options);
  }

  async hear(frame: Frame): Promise<Chunk[]> {
    const chunks: Chunk[] = [];
    const start = Math.round(frame.startMs * SAMPLES_PER_MS);
    if (start !== this.origin + this.filled) {
      chunks.push(...(await this.look()));
      this.origin = start;
    }
    for (let taken = 0; taken < frame.samples.length; ) {
      const count = Math.min(frame.samples.length - taken, BATCH_SAMPLES - this.filled);
      this.batch.set(frame.samples.subarray(taken, taken + count), this.filled);
      this.filled += count;
      taken += count;
      if (this.filled === BATCH_SAMPLES) chunks.push(...(await this.look()));
    }
    return chunks;
  }

  async finish(): Promise<Chunk[]> {
    return [...(await this.look()), ...this.segmenter.flush()];
  }

  /** Everything before is no speech, or in chunks; ms since the call began. */
  get settledMs(): number {
    return this.segmenter.openMs ?? this.origin / SAMPLES_PER_MS;
  }

  /** The detector starts afresh, should it be asked again. */
  forget(): void {
    this.voice.end(this.stream);
    this.asked = 0;
  }

  private async look(): Promise<Chunk[]> {
    if (this.filled === 0) return [];
    // The last batch of a call or of a gap is filled up with silence to whole windows.
    const length = Math.ceil(this.filled / WINDOW_SAMPLES) * WINDOW_SAMPLES;
    const raw = this.batch.fill(0, this.filled).subarray(0, length);
    const heard = this.gain.apply(raw);
    const flags = await this.activity(raw, heard);
    const chunks: Chunk[] = [];
    for (let i = 0; i < flags.length; i++) {
      const from = i * WINDOW_SAMPLES;
      const to = Math.min(from + WINDOW_SAMPLES, this.filled);
      const active = flags[i] === 1;
      if (active) {
        this.gain.learn(raw.subarray(from, to));
        this.options.onSpeech?.(this.party, (to - from) / SAMPLES_PER_MS);
      }
      chunks.push(
        ...this.segmenter.push(heard.subarray(from, to), (this.origin + from) / SAMPLES_PER_MS, active),
      );
    }
    this.origin += this.filled;
    this.filled = 0;
    return chunks;
  }

  private async activity(raw: Int16Array, heard: Int16Array): Promise<Uint8Array> {
    let noise = true;
    for (let i = 0; i < raw.length; i += WINDOW_SAMPLES) {
      // Every window moves the floor, so this must not stop at the first that stands out.
      if (!this.floor.isNoise(levelDbfs(raw.subarray(i, i + WINDOW_SAMPLES)))) noise = false;
    }
    // Noise is only skipped when the detector has heard the end of the speech before it.
    const skipped = noise && !this.wasActive;
    const flags = skipped ? new Uint8Array(raw.length / WINDOW_SAMPLES) : await this.detected(heard);
    this.wasActive = flags.at(-1) === 1;
    if (this.asked >= FRESH_AFTER_SAMPLES && !flags.includes(1)) this.forget();
    return flags;
  }

  private async detected(heard: Int16Array): Promise<Uint8Array> {
    this.asked += heard.length;
    try {
      return await this.voice.detect(this.stream, heard, this.options.signal);
    } catch (thrown) {
      if (!(thrown instanceof CallwardenError && thrown.code === 'CW_ENGINE_LOST')) throw thrown;
      // The engine died twice under it, maybe of another call's audio. Taken for speech nothing is lost, and the call goes on.
      return new Uint8Array(heard.length / WINDOW_SAMPLES).fill(1);
    }
  }
}

import { SAMPLE_LINE } from '../../config/names.js';
import { CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { CallSource, LiveCall, SourceHealth } from '../../sources/call-source.js';
import { openRecording, type Recording } from '../../sources/recording/recording.js';
import { notFound } from '../failure.js';
import { sampleFile } from './sample-files.js';

/** Plays sample calls at their real pace, as a line gives them: from here on nothing knows that they are recordings. */
export class SampleSource implements CallSource {
  readonly name = SAMPLE_LINE;
  private readonly playing = new Set<Recording>();
  private readonly queue: AsyncQueue<LiveCall>;
  /** Places taken by samples that are still being opened: many may be asked for at once. */
  private opening = 0;
  private closed = false;
  private count = 0;

  constructor(private readonly most: number) {
    this.queue = new AsyncQueue(most, 'wait');
  }

  /**
   * Begins a sample call.
   * @returns the call's id
   * @throws CallwardenError CW_API_NOT_FOUND, CW_API_BUSY, CW_API_NOT_READY
   */
  async play(sample: string): Promise<string> {
    const file = sampleFile(sample);
    if (file === undefined) throw notFound(`There is no sample call "${sample}".`);
    if (this.closed) throw new CallwardenError('CW_API_NOT_READY', 'The service is stopping.');
    if (this.playing.size + this.opening >= this.most) {
      throw new CallwardenError(
        'CW_API_BUSY',
        `${this.most} sample calls are playing already: let one end first.`,
      );
    }
    const recording = await this.open(file);
    const startedAt = new Date();
    const callId = `sample-${sample}-${startedAt.getTime().toString(36)}${(this.count++ % 1296).toString(36)}`;
    await this.queue.push({
      callId,
      line: this.name,
      startedAt,
      direction: 'inbound',
      // Without a number, so that no list of numbers in `privacy` keeps it from being heard.
      remote: { name: 'Sample caller' },
      local: { name: 'You' },
      frames: this.framesOf(recording),
      actions: { hangUp: () => recording.close() },
    });
    return callId;
  }

  calls(signal: AbortSignal): AsyncIterable<LiveCall> {
    signal.addEventListener('abort', () => this.queue.end(), { once: true });
    return this.queue;
  }

  health(): SourceHealth {
    return { state: this.closed ? 'closed' : 'up', calls: this.playing.size };
  }

  /** Ends the calls where they are: what was heard of them is still told. */
  async close(): Promise<void> {
    this.closed = true;
    this.queue.end();
    await Promise.all([...this.playing].map((recording) => recording.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async open(file: string): Promise<Recording> {
    this.opening++;
    try {
      const recording = await openRecording({ file }, { realtime: true });
      this.playing.add(recording);
      return recording;
    } finally {
      this.opening--;
    }
  }

  private async *framesOf(recording: Recording) {
    try {
      yield* recording.frames();
    } finally {
      this.playing.delete(recording);
    }
  }
}

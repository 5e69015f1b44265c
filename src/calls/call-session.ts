import { type Frame, frameDurationMs } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { Config } from '../config/schema.js';
import { AsyncQueue } from '../flow/async-queue.js';
import type { PressedKey } from '../sources/call-source.js';
import { listen } from '../speech/listen.js';
import { hear } from '../transcription/hear.js';
import { CallDetector, type DetectorOptions } from './call-detector.js';
import type { Engines } from './engines.js';
import type { CallEvent, EventBody } from './events.js';
import { collectAfterCall } from './garbage.js';
import { summarise } from './summary.js';

export interface CallInput {
  /** Unique among the calls of this process. */
  readonly callId: string;
  /** Frames of all parties in time order; bounded by the source. */
  readonly frames: AsyncIterable<Frame>;
  /** Keys that the parties press; ends with the call. */
  readonly keys?: AsyncIterable<PressedKey>;
  readonly startedAt: Date;
  /** Where the call comes from, in words. */
  readonly source: string;
  /**
   * `recorded`: every answer is waited for, so the result does not depend on the machine's speed.
   * `live`: words are never held back by the judge.
   */
  readonly pace: 'recorded' | 'live';
  readonly signal?: AbortSignal;
  /** See `DetectorOptions.observe`. */
  readonly observe?: NonNullable<DetectorOptions['observe']>;
}

/** Events a slow reader may lag behind before the road waits for it. */
const EVENT_QUEUE = 256;

/** Audio loss below this is a late packet; above it words are missed, ms within one call. */
const LOSS_NOTICED_MS = 500;

const MASKED_KEY = '•';

/** Joins all stages for one call. One use: iterate `events()` once; leaving the loop ends the call. */
export class CallSession implements AsyncDisposable {
  private readonly abort = new AbortController();
  private readonly queue = new AsyncQueue<CallEvent>(EVENT_QUEUE, 'wait');
  private readonly detector: CallDetector;
  private work: Promise<void> | undefined;
  private audioMs = 0;
  private lostMs = 0;
  private speechMs = 0;
  private unheard = 0;

  constructor(
    private readonly engines: Engines,
    private readonly config: Config,
    private readonly input: CallInput,
  ) {
    this.detector = new CallDetector(engines, {
      callId: input.callId,
      lockstep: input.pace === 'recorded',
      redact: config.transcript.redact,
      keepWords: config.transcript.keepWords,
      emit: this.emit,
      signal: this.abort.signal,
      ...(input.observe ? { observe: input.observe } : {}),
    });
    input.signal?.addEventListener('abort', () => this.abort.abort(), {
      once: true,
      signal: this.abort.signal,
    });
  }

  /** How far into the call its audio has come, ms. */
  get heardMs(): number {
    return this.audioMs;
  }

  /** Everything that happens, in order, from `call-started` to `call-ended`. */
  async *events(): AsyncGenerator<CallEvent> {
    this.work ??= this.run().then(
      () => this.queue.end(),
      (error) => this.queue.fail(error),
    );
    try {
      yield* this.queue;
    } finally {
      await this.close();
    }
  }

  /** A person said that this call is no scam: it is shown as clear and raises no further alert. Idempotent. */
  dismiss(): Promise<void> {
    return this.detector.dismiss(this.audioMs);
  }

  /** Ends the call. Idempotent. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.queue.return();
    await this.work;
    this.detector.close();
    collectAfterCall();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async run(): Promise<void> {
    const { engines, config, input, detector } = this;
    const began = performance.now();
    const { callId } = input;
    const { signal } = this.abort;
    await this.emit({
      type: 'call-started',
      atMs: 0,
      startedAt: input.startedAt.toISOString(),
      source: input.source,
      models: {
        ear: `${engines.ear.card.name} ${engines.ear.card.version}`,
        gate: `${engines.gate.card.name} ${engines.gate.card.version}`,
        judge: engines.judge?.model ?? null,
      },
    });
    const keys = this.tellKeys();
    const chunks = listen(this.counted(input.frames), engines.voice, {
      ...config.speech,
      callId,
      signal,
      // The configuration may ask for more than the ear was trained for; the ear decides.
      maxChunkMs: Math.min(config.speech.maxChunkMs, engines.scheduler.transcriber.maxChunkMs),
      partialEveryMs: config.transcription.partialEveryMs,
      onSpeech: (_party, ms) => {
        this.speechMs += ms;
      },
    });
    const heard = hear(chunks, engines.scheduler, {
      callId,
      signal,
      minConfidence: config.transcription.minConfidence,
      emptyText: engines.ear.card.emptyText ?? [],
    });
    for await (const item of heard) {
      if ('turn' in item) await detector.hear(item.turn, this.audioMs);
      else {
        this.unheard++;
        await detector.miss(item.unheard, this.audioMs);
      }
    }
    await detector.finish();
    await keys;
    await this.emit(
      summarise(detector, {
        audioMs: this.audioMs,
        lostMs: this.lostMs,
        speechMs: this.speechMs,
        unheard: this.unheard,
        wallMs: performance.now() - began,
      }),
    );
  }

  private readonly emit = (event: EventBody): Promise<void> => {
    // A body and a call id make an event; TypeScript cannot spread a union without widening it.
    return this.queue.push({ ...event, callId: this.input.callId } as CallEvent);
  };

  /** Tells the keys as they are pressed, masked where text is: a person who types tells secrets too. */
  private async tellKeys(): Promise<void> {
    const keys = this.input.keys?.[Symbol.asyncIterator]();
    if (!keys) return;
    this.abort.signal.addEventListener('abort', () => void keys.return?.(), { once: true });
    for (let key = await keys.next(); !key.done; key = await keys.next()) {
      const { digit, ...about } = key.value;
      await this.emit({ type: 'key', ...about, digit: this.config.transcript.redact ? MASKED_KEY : digit });
    }
  }

  /** Follows the audio's place in the call and what is missing of it. */
  private async *counted(frames: AsyncIterable<Frame>): AsyncGenerator<Frame> {
    const expectedMs = new Map<Party, number>();
    let noticedMs = 0;
    for await (const frame of frames) {
      if (this.abort.signal.aborted) return;
      const endMs = frame.startMs + frameDurationMs(frame);
      const gapMs = frame.startMs - (expectedMs.get(frame.party) ?? frame.startMs);
      expectedMs.set(frame.party, endMs);
      this.audioMs = Math.max(this.audioMs, endMs);
      this.lostMs += Math.max(0, gapMs) + (frame.lost ? frameDurationMs(frame) : 0);
      if (this.lostMs - noticedMs >= LOSS_NOTICED_MS) {
        noticedMs = this.lostMs;
        await this.detector.lose('audio-lost', this.audioMs);
      }
      yield frame;
    }
  }
}

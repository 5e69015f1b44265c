import { once } from 'node:events';
import type { Config } from '../config/schema.js';
import { AsyncQueue } from '../flow/async-queue.js';
import { liveBuffer } from '../sources/live-buffer.js';
import { listen } from '../speech/listen.js';
import { type Heard, hear, type Unheard } from '../transcription/hear.js';
import { CallAudio } from './call-audio.js';
import { CallDetector, type DetectionEngines } from './call-detector.js';
import type { CallInput } from './call-input.js';
import { EarWatch } from './ear-watch.js';
import type { Engines } from './engines.js';
import type { CallEvent, EventBody } from './events.js';
import { collectAfterCall } from './garbage.js';
import { pressedKeys } from './pressed-keys.js';
import { summarise } from './summary.js';

/** What one call needs of the engines. */
export type CallEngines = DetectionEngines &
  Pick<Engines, 'voice' | 'scheduler'> & { readonly ear: Pick<Engines['ear'], 'card'> };

/** Events a slow reader may lag behind before the road waits for it. */
const EVENT_QUEUE = 256;

/** An ear that keeps up needs no longer for a chunk than it lasts, and an engine that died is back in two seconds; ms on top. */
const EAR_GRACE_MS = 3000;

/** Joins all stages for one call. One use: iterate `events()` once; leaving the loop ends the call. */
export class CallSession implements AsyncDisposable {
  private readonly abort = new AbortController();
  private readonly queue = new AsyncQueue<CallEvent>(EVENT_QUEUE, 'wait');
  private readonly detector: CallDetector;
  private readonly watch: EarWatch;
  private readonly audio: CallAudio;
  private readonly maxChunkMs: number;
  private work: Promise<void> | undefined;
  private speechMs = 0;
  private unheard = 0;

  constructor(
    private readonly engines: CallEngines,
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
    // The configuration may ask for more than the ear was trained for; the ear decides.
    this.maxChunkMs = Math.min(config.speech.maxChunkMs, engines.scheduler.transcriber.maxChunkMs);
    const overdueMs = this.maxChunkMs + EAR_GRACE_MS;
    const hopelessMs = Math.max(overdueMs, config.transcription.queueSeconds * 1000);
    const limits = input.pace === 'live' ? { overdueMs, hopelessMs } : undefined;
    this.watch = new EarWatch(limits, () => void this.detector.lose('ear-late', this.audio.heardMs));
    this.audio = new CallAudio(this.watch, () => this.detector.lose('audio-lost', this.audio.heardMs));
    input.signal?.addEventListener('abort', () => this.abort.abort(), {
      once: true,
      signal: this.abort.signal,
    });
  }

  /** How far into the call its audio has come, ms. */
  get heardMs(): number {
    return this.audio.heardMs;
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
    return this.detector.dismiss(this.audio.heardMs);
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
    const { engines, config, input, audio, detector } = this;
    const began = performance.now();
    const { callId } = input;
    const signal = AbortSignal.any([this.abort.signal, this.watch.givenUp]);
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
    const frames = input.pace === 'live' ? liveBuffer(audio.arriving(input.frames)) : input.frames;
    const chunks = listen(audio.heard(frames, signal), engines.voice, {
      ...config.speech,
      callId,
      signal,
      maxChunkMs: this.maxChunkMs,
      partialEveryMs: config.transcription.partialEveryMs,
      onSpeech: (_party, ms) => {
        this.speechMs += ms;
      },
      onSettled: (party, ms) => audio.settle(party, ms),
    });
    const heard = hear(chunks, engines.scheduler, {
      callId,
      signal,
      behind: ({ party, endMs }) => audio.isBehind(party, endMs),
      minConfidence: config.transcription.minConfidence,
      emptyText: engines.ear.card.emptyText ?? [],
    });
    try {
      // Not left to the signal alone: an ear that hangs may not heed it.
      await Promise.race([this.takeIn(heard), once(this.watch.givenUp, 'abort')]);
    } finally {
      this.watch.close();
    }
    if (this.watch.givenUp.aborted) for (const rest of audio.giveUpRest()) await this.miss(rest);
    await detector.finish();
    await keys;
    await this.emit(
      summarise(detector, {
        audioMs: audio.heardMs,
        lostMs: audio.lostMs,
        speechMs: this.speechMs,
        unheard: this.unheard,
        wallMs: performance.now() - began,
      }),
    );
  }

  private async takeIn(heard: AsyncIterable<Heard>): Promise<void> {
    for await (const item of heard) {
      if (this.watch.givenUp.aborted) return;
      this.watch.stop();
      if ('turn' in item) await this.detector.hear(item.turn, this.audio.heardMs);
      else await this.miss(item.unheard);
      this.watch.start();
    }
  }

  private miss(unheard: Unheard): Promise<void> {
    this.unheard++;
    return this.detector.miss(unheard, this.audio.heardMs);
  }

  private readonly emit = (event: EventBody): Promise<void> => {
    // A body and a call id make an event; TypeScript cannot spread a union without widening it.
    return this.queue.push({ ...event, callId: this.input.callId } as CallEvent);
  };

  private async tellKeys(): Promise<void> {
    const { keys } = this.input;
    if (!keys) return;
    const options = { redact: this.config.transcript.redact, signal: this.abort.signal };
    for await (const event of pressedKeys(keys, options)) await this.emit(event);
  }
}

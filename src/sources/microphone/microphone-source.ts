import { setTimeout as pause } from 'node:timers/promises';
import type { Frame } from '../../audio/frame.js';
import { FrameClock } from '../../audio/frame-clock.js';
import type { MicrophoneLine } from '../../config/microphone-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { CallSource, LiveCall, SourceHealth } from '../call-source.js';
import { PushedCall } from '../pushed-call.js';
import { CallSpans } from './call-spans.js';
import { isInstalled, missingProgram, RECORDERS, type Recorder, startRecorder } from './recorder.js';

/** Ctrl-C reaches the recording program as it reaches us: its end may be seen a little before we know why, ms. */
const INTERRUPTED_MS = 150;

/**
 * A microphone, as calls from the moment it gives sound to the moment it is closed: everybody who is heard is
 * `mixed`. Time is counted in samples, so a device that pauses is not noticed; one that goes away ends the call.
 */
export class MicrophoneSource implements CallSource {
  readonly name: string;
  readonly #stop = new AbortController();
  readonly #fresh = new AsyncQueue<LiveCall>(1, 'drop-oldest');
  #recorder: Recorder | undefined;
  #call: PushedCall | undefined;
  /** Where that call, or the last one, began in the sound of the microphone, ms. */
  #beganMs = 0;
  #nextWanted = false;
  #state: SourceHealth['state'] = 'starting';
  #reason: string | undefined;

  constructor(private readonly line: MicrophoneLine) {
    this.name = line.name;
  }

  /**
   * Calls one after the other, as `CallSpans` parts them; who asks for the next only when one has ended, as `listen` does, has a
   * single one. The last ends when the microphone is closed or goes away; the latter is thrown after it.
   * @throws CallwardenError CW_MICROPHONE_PROGRAM, CW_MICROPHONE_DEVICE, CW_MICROPHONE_LOST
   */
  async *calls(signal: AbortSignal): AsyncGenerator<LiveCall> {
    const close = () => void this.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    try {
      const recorder = await this.#open();
      if (!recorder) return;
      const lost = recorder.ended.then((words) => this.#endOf(words));
      for await (const call of this.#fresh) {
        this.#nextWanted = false;
        yield call;
        this.#nextWanted = true;
      }
      const failure = await lost;
      if (failure) throw failure;
    } catch (thrown) {
      this.#state = 'down';
      this.#reason = asCallwardenError(thrown).message;
      throw thrown;
    } finally {
      signal.removeEventListener('abort', close);
      await this.close();
    }
  }

  health(): SourceHealth {
    return {
      state: this.#state,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      calls: this.#call ? 1 : 0,
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#recorder?.stop();
    await this.#recorder?.ended;
    this.#endCall();
    this.#fresh.end();
    if (this.#state !== 'down') this.#state = 'closed';
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The first program that gives sound; undefined when we were closed before. */
  async #open(): Promise<Recorder | undefined> {
    const { recorder: wanted, device } = this.line;
    const candidates = wanted === 'auto' ? RECORDERS.filter(isInstalled) : [wanted];
    let failure = missingProgram(wanted);
    for (const program of candidates) {
      if (this.#stop.signal.aborted) return undefined;
      // The package gives `rec` no device.
      if (wanted === 'auto' && program === 'rec' && device !== null) continue;
      const recorder = startRecorder({ program, device, onSamples: this.#take() });
      this.#recorder = recorder;
      try {
        await recorder.begun;
        this.#state = 'up';
        return recorder;
      } catch (thrown) {
        failure = asCallwardenError(thrown);
      }
    }
    if (this.#stop.signal.aborted) return undefined;
    throw failure;
  }

  #take(): (samples: Int16Array) => void {
    const clock = new FrameClock('mixed');
    const spans = new CallSpans();
    return (samples) => {
      for (const frame of clock.push(samples)) this.#hear(frame, spans.beginOf(frame));
    };
  }

  #hear(frame: Frame, beganMs: number | undefined): void {
    if (beganMs !== this.#beganMs && this.#nextWanted) this.#endCall();
    if (!this.#call && beganMs !== undefined) this.#begin(beganMs);
    this.#call?.push([{ ...frame, startMs: frame.startMs - this.#beganMs }]);
  }

  #begin(beganMs: number): void {
    const call = new PushedCall(
      `${this.name}-${new Date().toISOString()}`,
      this.name,
      { direction: 'unknown', remote: {}, local: {} },
      () => {
        // An ended call is left too, when it has been read.
        if (this.#call === call) this.#recorder?.stop();
      },
    );
    this.#beganMs = beganMs;
    this.#call = call;
    void this.#fresh.push(call);
  }

  #endCall(): void {
    this.#call?.end();
    this.#call = undefined;
  }

  /** The program is gone: ends the call, and says so if nobody asked for it. */
  async #endOf(words: string): Promise<CallwardenError | undefined> {
    await pause(INTERRUPTED_MS);
    const wanted = this.#stop.signal.aborted;
    this.#endCall();
    this.#fresh.end();
    if (wanted) return undefined;
    return new CallwardenError(
      'CW_MICROPHONE_LOST',
      `The microphone went away${words === '' ? '' : `: ${words}`}. Plug it in again and start anew.`,
    );
  }
}

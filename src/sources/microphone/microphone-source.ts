import { setTimeout as pause } from 'node:timers/promises';
import { FrameClock } from '../../audio/frame-clock.js';
import type { MicrophoneLine } from '../../config/microphone-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import type { CallSource, LiveCall, SourceHealth } from '../call-source.js';
import { PushedCall } from '../pushed-call.js';
import { isInstalled, missingProgram, RECORDERS, type Recorder, startRecorder } from './recorder.js';

/** Ctrl-C reaches the recording program as it reaches us: its end may be seen a little before we know why, ms. */
const INTERRUPTED_MS = 150;

/**
 * A microphone, as one call from the moment it gives sound to the moment it is closed: everybody who is heard is
 * `mixed`. Time is counted in samples, so a device that pauses is not noticed; one that goes away ends the call.
 */
export class MicrophoneSource implements CallSource {
  readonly name: string;
  readonly #stop = new AbortController();
  #recorder: Recorder | undefined;
  #call: PushedCall | undefined;
  #state: SourceHealth['state'] = 'starting';
  #reason: string | undefined;

  constructor(private readonly line: MicrophoneLine) {
    this.name = line.name;
  }

  /**
   * The one call. Its frames end when the microphone is closed or goes away; the latter is thrown after it.
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
      if (this.#call) yield this.#call;
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
      calls: this.#state === 'up' ? 1 : 0,
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#recorder?.stop();
    await this.#recorder?.ended;
    this.#call?.end();
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
      const recorder = startRecorder({ program, device, onSamples: this.#take(new FrameClock('mixed')) });
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

  #take(clock: FrameClock): (samples: Int16Array) => void {
    return (samples) => {
      this.#call ??= new PushedCall(
        `${this.name}-${new Date().toISOString()}`,
        this.name,
        { direction: 'unknown', remote: {}, local: {} },
        () => this.#recorder?.stop(),
      );
      this.#call.push(clock.push(samples));
    };
  }

  /** The program is gone: ends the call, and says so if nobody asked for it. */
  async #endOf(words: string): Promise<CallwardenError | undefined> {
    await pause(INTERRUPTED_MS);
    const wanted = this.#stop.signal.aborted;
    this.#call?.end();
    if (wanted) return undefined;
    return new CallwardenError(
      'CW_MICROPHONE_LOST',
      `The microphone went away${words === '' ? '' : `: ${words}`}. Plug it in again and start anew.`,
    );
  }
}

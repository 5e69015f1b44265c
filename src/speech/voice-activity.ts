import type { EngineHost } from '../engines/engine-host.js';

/** Samples in one voice activity window: 32 ms at 16 kHz, what Silero v5 takes. */
export const WINDOW_SAMPLES = 512;

/** Tells speech from everything else. Keeps state per stream (one party of one call). */
export interface VoiceActivity {
  /**
   * @param stream names the party of a call
   * @param samples 16 kHz, a multiple of {@link WINDOW_SAMPLES}
   * @returns one byte a window, 1 where somebody speaks
   */
  detect(stream: string, samples: Int16Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Forgets a stream, as soon as it can: nobody waits for it. */
  end(stream: string): void;
}

/** Silero in the speech engine's process. After a restart of it a stream starts afresh: a few windows are unsure. */
export class SileroVoiceActivity implements VoiceActivity {
  constructor(private readonly host: EngineHost) {}

  detect(stream: string, samples: Int16Array, signal?: AbortSignal): Promise<Uint8Array> {
    return this.host.call('voice', { stream, samples }, signal ? { signal } : {});
  }

  end(stream: string): void {
    this.host.tell('voiceEnd', { stream });
  }
}

/** What an engine makes of one chunk. */
export interface Recognition {
  /** As the model wrote it; empty when it heard no words. */
  readonly text: string;
  /** Mean token probability, 0..1; undefined when the engine does not say. */
  readonly confidence: number | undefined;
}

export interface TranscribeOptions {
  readonly signal?: AbortSignal;
  /** Whether there is time to hear the chunk once more: asked before every hearing but the first. Absent: there is. */
  readonly again?: () => boolean;
}

/** Turns speech into text, one chunk at a time. Implementations: sherpa-onnx (default) and whisper-node (files). */
export interface Transcriber extends AsyncDisposable {
  /** Shown in reports. */
  readonly model: string;
  /** The longest chunk this ear was trained for, in ms. */
  readonly maxChunkMs: number;
  /**
   * @param samples 16 kHz mono
   * @throws CallwardenError CW_ENGINE_LOST, CW_ENGINE_UNAVAILABLE, CW_ABORTED
   */
  transcribe(samples: Int16Array, options?: TranscribeOptions): Promise<Recognition>;
  /** Idempotent. */
  close(): Promise<void>;
}

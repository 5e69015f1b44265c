import type { EngineHost } from '../engines/engine-host.js';
import { withTail } from './tail.js';
import type { Recognition, Transcriber } from './transcriber.js';

/** The default ear: sherpa-onnx in the speech engine's process. The host is shared and closed by its owner. */
export class SherpaTranscriber implements Transcriber {
  /** @param tellsConfidence whether every answer of this ear ends in its confidence (`confidenceToken` of its card) */
  constructor(
    private readonly host: EngineHost,
    readonly model: string,
    readonly maxChunkMs: number,
    private readonly tellsConfidence: boolean,
  ) {}

  async transcribe(
    samples: Int16Array,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Recognition> {
    const heard: Recognition = await this.host.call(
      'transcribe',
      { samples: withTail(samples, this.maxChunkMs) },
      options,
    );
    return this.tellsConfidence ? doubtedWhereCutOff(heard) : heard;
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** An answer without its confidence never came to its end: it ran on until it was cut off, and nothing in it is to be believed. */
export function doubtedWhereCutOff(heard: Recognition): Recognition {
  return heard.confidence === undefined && heard.text !== '' ? { ...heard, confidence: 0 } : heard;
}

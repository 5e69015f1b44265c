import type { EngineHost } from '../engines/engine-host.js';
import { withTail } from './tail.js';
import type { Recognition, Transcriber } from './transcriber.js';

/** The default ear: sherpa-onnx in the speech engine's process. The host is shared and closed by its owner. */
export class SherpaTranscriber implements Transcriber {
  constructor(
    private readonly host: EngineHost,
    readonly model: string,
    readonly maxChunkMs: number,
  ) {}

  transcribe(samples: Int16Array, options: { readonly signal?: AbortSignal } = {}): Promise<Recognition> {
    return this.host.call('transcribe', { samples: withTail(samples, this.maxChunkMs) }, options);
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

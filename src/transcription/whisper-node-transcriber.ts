import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { EngineHost, engineEntry } from '../engines/engine-host.js';
import type { WhisperNodeInit } from '../engines/whisper-node-engine.js';
import { memoryFolder } from './memory-folder.js';
import type { Recognition, Transcriber } from './transcriber.js';

/** The package compiles whisper.cpp at its first start; two busy cores take minutes over it, ms. */
const BUILD_TIMEOUT_MS = 15 * 60_000;

/** It loads the model anew and encodes a whole 30 s window for every chunk, ms. */
const STALL_MS = 5 * 60_000;

/**
 * The optional second ear: whisper-node, for files. It costs a process and a model load per chunk, always encodes
 * 30 s, and says nothing of its confidence, so it is no ear for live calls (docs/engines.md has the figures).
 */
export class WhisperNodeTranscriber implements Transcriber {
  private constructor(
    /** The process, for health pages. */
    readonly host: EngineHost,
    private readonly folder: string,
    readonly model: string,
    readonly maxChunkMs: number,
  ) {}

  /**
   * @param file the ggml model
   * @throws CallwardenError CW_ENGINE_UNAVAILABLE when whisper.cpp cannot be built or started
   */
  static async open(file: string, model: string, maxChunkMs: number): Promise<WhisperNodeTranscriber> {
    // Call audio never touches a disk: the WAV files it insists on lie in memory.
    const folder = await mkdtemp(`${await memoryFolder(tmpdir())}/callwarden-ear-`);
    const init: WhisperNodeInit = { model: file, folder };
    const host = new EngineHost({
      name: 'whisper-node',
      entry: engineEntry('whisper-node-engine'),
      init,
      loadTimeoutMs: BUILD_TIMEOUT_MS,
      stallMs: STALL_MS,
    });
    const transcriber = new WhisperNodeTranscriber(host, folder, model, maxChunkMs);
    try {
      await host.ready();
      return transcriber;
    } catch (error) {
      await transcriber.close();
      throw error;
    }
  }

  transcribe(samples: Int16Array, options: { readonly signal?: AbortSignal } = {}): Promise<Recognition> {
    return this.host.call('transcribe', { samples }, options);
  }

  async close(): Promise<void> {
    await this.host.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

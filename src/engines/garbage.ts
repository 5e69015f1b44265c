/** Audio after which what is left of it is collected, in samples: two minutes of 16 kHz. */
const COLLECT_AFTER = 120 * 16_000;

/**
 * sherpa-onnx frees the audio and features of a decode only when V8 collects the small object that stands for them, and
 * V8, which does not know their size, sees no reason to. Collecting after every two minutes of audio holds them to a few MB.
 * Needs `--expose-gc` (engine-process.ts); without it nothing is done.
 */
export class NativeGarbage {
  private samples = 0;

  /** @param samples that were handed to native code and are done with */
  left(samples: number): void {
    this.samples += samples;
    if (this.samples < COLLECT_AFTER) return;
    this.samples = 0;
    globalThis.gc?.();
  }
}

import sherpa, { type Vad } from 'sherpa-onnx-node';
import { toFloat } from './to-float.js';

export interface VoiceDetectorInit {
  readonly model: string;
  /** Speech probability above which a window counts as speech, 0..1. */
  readonly threshold: number;
}

export interface VoiceRequest {
  /** Names one party of one call; state is kept between requests of the same stream. */
  readonly stream: string;
  /** 16 kHz, a multiple of 512 samples. */
  readonly samples: Int16Array;
}

/** Samples Silero looks at in one step: 32 ms at 16 kHz, the only size version 5 takes. */
export const VOICE_WINDOW = 512;

// Silero's own smoothing is kept to two windows: hang-over and minimum lengths are the segmenter's business.
const SMOOTHING_S = 0.05;

/**
 * Voice activity of many streams. Detectors are pooled, because loading one costs about 100 ms.
 * The model file must exist and be intact: sherpa does not throw when it is not (see docs/engines.md).
 */
export function loadVoiceDetector({ model, threshold }: VoiceDetectorInit) {
  const open = new Map<string, Vad>();
  const idle: Vad[] = [create(model, threshold)];
  const window = new Float32Array(VOICE_WINDOW);

  return {
    /** One byte a window: 1 where somebody speaks. */
    voice: ({ stream, samples }: VoiceRequest): Uint8Array => {
      let vad = open.get(stream);
      if (!vad) {
        vad = idle.pop() ?? create(model, threshold);
        open.set(stream, vad);
      }
      const flags = new Uint8Array(samples.length / VOICE_WINDOW);
      for (let i = 0; i < flags.length; i++) {
        vad.acceptWaveform(toFloat(samples.subarray(i * VOICE_WINDOW, (i + 1) * VOICE_WINDOW), window));
        flags[i] = vad.isDetected() ? 1 : 0;
        while (!vad.isEmpty()) vad.pop(); // it also collects segments, which nobody reads
      }
      return flags;
    },
    voiceEnd: ({ stream }: { stream: string }): void => {
      const vad = open.get(stream);
      if (!vad) return;
      open.delete(stream);
      vad.reset();
      idle.push(vad);
    },
  };
}

function create(model: string, threshold: number): Vad {
  return new sherpa.Vad(
    {
      sileroVad: {
        model,
        threshold,
        minSilenceDuration: SMOOTHING_S,
        minSpeechDuration: SMOOTHING_S,
        windowSize: VOICE_WINDOW,
        // Past this length sherpa raises its threshold to force a cut; the segmenter cuts long before.
        maxSpeechDuration: 3600,
      },
      sampleRate: 16_000,
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    10,
  );
}

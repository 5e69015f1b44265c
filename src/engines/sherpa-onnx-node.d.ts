// The package ships no declarations; these are the parts of 1.13.8 in use, seen in its source.
declare module 'sherpa-onnx-node' {
  export interface Waveform {
    /** 16 kHz mono, -1..1. An Int16Array is not refused but decoded as garbage. */
    samples: Float32Array;
    sampleRate: number;
  }

  export interface OfflineStream {
    acceptWaveform(wave: Waveform): void;
  }

  export interface OfflineModelConfig {
    tokens: string;
    numThreads: number;
    provider: 'cpu';
    debug: 0 | 1;
    moonshine?: { preprocessor: string; encoder: string; uncachedDecoder: string; cachedDecoder: string };
    whisper?: {
      encoder: string;
      decoder: string;
      language: string;
      task: 'transcribe';
      tailPaddings: number;
    };
  }

  export class OfflineRecognizer {
    static createAsync(config: {
      featConfig: { sampleRate: number; featureDim: number };
      modelConfig: OfflineModelConfig;
    }): Promise<OfflineRecognizer>;
    createStream(): OfflineStream;
    decodeAsync(stream: OfflineStream): Promise<{ text: string; tokens: string[] }>;
  }

  export class Vad {
    constructor(
      config: {
        sileroVad: {
          model: string;
          threshold: number;
          /** s */
          minSilenceDuration: number;
          /** s */
          minSpeechDuration: number;
          /** samples */
          windowSize: number;
          /** s */
          maxSpeechDuration: number;
        };
        sampleRate: number;
        numThreads: number;
        provider: 'cpu';
        debug: 0 | 1;
      },
      bufferSizeInSeconds: number,
    );
    acceptWaveform(samples: Float32Array): void;
    isDetected(): boolean;
    isEmpty(): boolean;
    pop(): void;
    reset(): void;
  }

  // A CommonJS package whose names Node cannot see: only the default import works from ESM.
  const sherpa: { OfflineRecognizer: typeof OfflineRecognizer; Vad: typeof Vad };
  export default sherpa;
}

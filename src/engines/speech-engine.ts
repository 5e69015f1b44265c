import { serveEngine } from './engine-child.js';
import { loadRecogniser, type RecogniserInit } from './sherpa-recogniser.js';
import { loadVoiceDetector, type VoiceDetectorInit } from './silero-voice.js';

/** What the speech engine is started with: both models are loaded once and shared by all calls. */
export interface SpeechEngineInit {
  readonly voice: VoiceDetectorInit;
  /** Undefined when another engine transcribes. */
  readonly recogniser: RecogniserInit | undefined;
}

// Voice activity and recognition share one process: both are sherpa-onnx, and one onnxruntime saves memory.
serveEngine<SpeechEngineInit>(async ({ voice, recogniser }) => ({
  ...loadVoiceDetector(voice),
  ...(recogniser ? await loadRecogniser(recogniser) : {}),
}));

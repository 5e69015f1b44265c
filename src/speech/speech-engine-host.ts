import { EngineHost, engineEntry } from '../engines/engine-host.js';
import type { SpeechEngineInit } from '../engines/speech-engine.js';

/** Starts the process that hears: voice activity and, unless another engine does it, recognition. */
export function startSpeechEngine(init: SpeechEngineInit): EngineHost {
  return new EngineHost({ name: 'speech', entry: engineEntry('speech-engine'), init });
}

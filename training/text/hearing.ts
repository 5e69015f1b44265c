// The product's hearing alone, for calls that speak.py spoke: no judge, no unfinished chunks.
import type { Party } from '../../src/audio/party.js';
import { loadEngines } from '../../src/calls/engines.js';
import { defaultConfig } from '../../src/config/load.js';
import type { SpeechConfig } from '../../src/config/schema.js';
import type { Chunk } from '../../src/speech/chunk.js';
import { listen } from '../../src/speech/listen.js';
import { type Heard, hear } from '../../src/transcription/hear.js';
import { framesOf } from './spoken-call.js';

const config = defaultConfig();
/** `--once`: no second hearing at other speeds. Faster, with a few more errors (27 % of the words of train calls instead of 23). */
const transcription = { ...config.transcription, ...(process.argv.includes('--once') && { sureFrom: 0 }) };
const engines = await loadEngines({ ...config, transcription, detection: { ...config.detection, judge: null } });

/** What is heard of a call, under the product's settings but for those given; `onChunk` is told of each chunk before its words come. */
export function hearCall(
  callId: string,
  parties: Iterable<Party>,
  settings: Partial<SpeechConfig> = {},
  onChunk: (chunk: Chunk) => void = () => {},
): AsyncGenerator<Heard> {
  const speech = { ...config.speech, ...settings };
  const maxChunkMs = Math.min(speech.maxChunkMs, engines.scheduler.transcriber.maxChunkMs);
  const chunks = listen(framesOf(callId, parties), engines.voice, { callId, ...speech, maxChunkMs, partialEveryMs: 0 });
  const { minConfidence } = config.transcription;
  return hear(told(chunks, onChunk), engines.scheduler, { callId, emptyText: engines.ear.card.emptyText ?? [], minConfidence });
}

async function* told(chunks: AsyncIterable<Chunk>, onChunk: (chunk: Chunk) => void): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    onChunk(chunk);
    yield chunk;
  }
}

export function close(): Promise<void> {
  return engines.close();
}

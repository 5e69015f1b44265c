import { expect, it } from 'vitest';
import { CallwardenError, type ErrorCode } from '../../src/errors.js';
import type { Chunk } from '../../src/speech/chunk.js';
import { type Heard, hear } from '../../src/transcription/hear.js';
import { TranscriptionScheduler } from '../../src/transcription/scheduler.js';
import type { Transcriber } from '../../src/transcription/transcriber.js';

/** A fake for a fault: an ear that fails over every second chunk. */
function failing(code: ErrorCode): Transcriber {
  let asked = 0;
  return {
    model: 'fake',
    maxChunkMs: 5000,
    async transcribe() {
      if (asked++ % 2 === 0) throw new CallwardenError(code, 'the ear failed');
      return { text: 'still here', confidence: 0.9 };
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

async function* utterances(count: number): AsyncGenerator<Chunk> {
  for (let i = 0; i < count; i++) {
    const span = { startMs: i * 3000, endMs: i * 3000 + 2000, speechMs: 1800, overlapMs: 0 };
    const samples = new Int16Array(32_000);
    yield {
      party: 'remote',
      utterance: `remote-${i}`,
      index: 0,
      samples,
      ...span,
      final: true,
      utteranceEnds: true,
    };
  }
}

async function heardWith(code: ErrorCode): Promise<Heard[]> {
  const scheduler = new TranscriptionScheduler(failing(code), { concurrency: 1, queueSeconds: 60 });
  const heard: Heard[] = [];
  const options = { callId: 'a', minConfidence: 0.3, emptyText: ['.'] };
  for await (const item of hear(utterances(2), scheduler, options)) heard.push(item);
  return heard;
}

it.each(['CW_ENGINE_LOST', 'CW_INTERNAL'] as const)(
  'loses the chunk and not the call to %s',
  async (code) => {
    const [lost, next] = await heardWith(code);
    expect(lost).toMatchObject({ unheard: { reason: 'engine-failed', startMs: 0, endMs: 2000 } });
    expect(next).toMatchObject({ turn: { text: 'still here', utterance: 'remote-1' } });
  },
);

it('ends the call when there is no ear', async () => {
  await expect(heardWith('CW_ENGINE_UNAVAILABLE')).rejects.toMatchObject({ code: 'CW_ENGINE_UNAVAILABLE' });
});

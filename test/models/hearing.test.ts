import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { defaultConfig } from '../../src/config/load.js';
import type { EngineHost } from '../../src/engines/engine-host.js';
import { earFiles, soleFile } from '../../src/models/roles.js';
import { openRecording } from '../../src/sources/recording/recording.js';
import type { Chunk } from '../../src/speech/chunk.js';
import { listen } from '../../src/speech/listen.js';
import { startSpeechEngine } from '../../src/speech/speech-engine-host.js';
import { SileroVoiceActivity } from '../../src/speech/voice-activity.js';
import { type Heard, hear } from '../../src/transcription/hear.js';
import { TranscriptionScheduler } from '../../src/transcription/scheduler.js';
import { SherpaTranscriber } from '../../src/transcription/sherpa-transcriber.js';
import { SurestTranscriber } from '../../src/transcription/surest-transcriber.js';
import { FIXTURES, readManifest } from '../fixtures/labelled-calls.js';
import { fixture, shippedModel } from '../helpers/shipped.js';

const config = defaultConfig();
let host: EngineHost;
let scheduler: TranscriptionScheduler;

beforeAll(async () => {
  const [vad, ear] = await Promise.all([shippedModel('silero-vad'), shippedModel('ear-en')]);
  const files = earFiles(ear);
  if (files.container === 'ggml') throw new Error('the shipped ear is not for sherpa-onnx');
  host = startSpeechEngine({
    voice: { model: soleFile(vad, '.onnx'), threshold: config.speech.threshold },
    recogniser: { files, threads: 1 },
  });
  await host.ready();
  const once = new SherpaTranscriber(host, 'ear-en', ear.card.maxChunkMs ?? 5000, true);
  const transcriber = new SurestTranscriber(once, config.transcription.sureFrom);
  scheduler = new TranscriptionScheduler(transcriber, { concurrency: 1, queueSeconds: 60 });
});
afterAll(() => host.close());

function chunksOf(frames: AsyncIterable<Frame>): AsyncGenerator<Chunk> {
  const options = { ...config.speech, partialEveryMs: config.transcription.partialEveryMs, callId: 'test' };
  return listen(frames, new SileroVoiceActivity(host), options);
}

async function heardIn(frames: AsyncIterable<Frame>): Promise<Heard[]> {
  const heard: Heard[] = [];
  const options = { callId: 'test', minConfidence: config.transcription.minConfidence, emptyText: ['.'] };
  for await (const item of hear(chunksOf(frames), scheduler, options)) heard.push(item);
  return heard;
}

async function* silence(seconds: number): AsyncGenerator<Frame> {
  const samples = new Int16Array(320);
  for (let i = 0; i < seconds * 50; i++) yield { party: 'mixed', startMs: i * 20, samples, lost: false };
}

/** What a second of silence and then a stretch of a recording sound like. */
async function* from(frames: AsyncIterable<Frame>, startMs: number, lengthMs: number): AsyncGenerator<Frame> {
  yield* silence(1);
  for await (const frame of frames)
    if (frame.startMs >= startMs && frame.startMs < startMs + lengthMs)
      yield { ...frame, startMs: frame.startMs - startMs + 1000 };
}

async function framesOf(name: string): Promise<AsyncIterable<Frame>> {
  return (await openRecording({ file: fixture(name) })).frames();
}

describe('hearing with the shipped models', () => {
  it('finds nearly all speech of both parties, and puts it where it was said', async () => {
    const rows = readManifest(new URL('manifest.jsonl', FIXTURES));
    const turns = rows.find(({ id }) => id === 'scam-bank-safe-account')?.turns ?? [];
    const chunks: Chunk[] = [];
    for await (const chunk of chunksOf(await framesOf('scam-bank-safe-account')))
      if (chunk.final) chunks.push(chunk);
    for (const party of ['remote', 'local'] as const) {
      const spoken = turns.filter((turn) => turn.party === party);
      const covered = spoken.filter((turn) => {
        const middle = (turn.startMs + turn.endMs) / 2;
        return chunks.some(
          (chunk) => chunk.party === party && chunk.startMs <= middle && middle <= chunk.endMs,
        );
      });
      expect(covered.length / spoken.length).toBeGreaterThan(0.85);
    }
  });

  it('gives the same words twice, and none out of order', async () => {
    const [first, second] = [
      await heardIn(await framesOf('scam-parcel-customs-fee')),
      await heardIn(await framesOf('scam-parcel-customs-fee')),
    ];
    expect(first.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    const words = first.flatMap((item) =>
      'turn' in item && item.turn.party === 'remote' ? item.turn.words : [],
    );
    for (const [i, word] of words.entries())
      expect(word.startMs).toBeGreaterThanOrEqual(words[i - 1]?.endMs ?? 0);
  });

  it('invents nothing in silence', async () => {
    expect(await heardIn(silence(60))).toEqual([]);
  });

  it.each(['noise/ring-back', 'noise/hold-music', 'noise/line-noise'])(
    'invents nothing in %s',
    async (name) => {
      const turns = (await heardIn(await framesOf(name))).filter((item) => 'turn' in item);
      expect(turns).toEqual([]);
    },
  );

  it('invents nothing when hold music begins at once, wherever it is in its tune', async () => {
    for (let startMs = 0; startMs < 28_000; startMs += 2000) {
      const music = from(await framesOf('noise/hold-music'), startMs, 5000);
      expect((await heardIn(music)).filter((item) => 'turn' in item)).toEqual([]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/speech/chunk.js';
import { TranscriptionScheduler } from '../../src/transcription/scheduler.js';
import { SurestTranscriber } from '../../src/transcription/surest-transcriber.js';
import type { Recognition, Transcriber } from '../../src/transcription/transcriber.js';

/** A fake: an engine that answers when it is told to, so that order and overload can be seen. */
class HeldTranscriber implements Transcriber {
  readonly model = 'held';
  readonly maxChunkMs = 5000;
  readonly order: number[] = [];
  private readonly waiting: (() => void)[] = [];

  transcribe(samples: Int16Array): Promise<Recognition> {
    this.order.push(samples[0] ?? -1);
    return new Promise((resolve) => this.waiting.push(() => resolve({ text: 'x', confidence: 1 })));
  }

  async answerAll(): Promise<void> {
    while (this.waiting.length > 0) {
      this.waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A fake: an ear that is sure of nothing and takes 300 ms of a fake clock for it. */
class SlowEar implements Transcriber {
  readonly model = 'slow';
  readonly maxChunkMs = 5000;
  decodes = 0;
  readonly now = (): number => this.decodes * 300;

  async transcribe(): Promise<Recognition> {
    this.decodes++;
    return { text: 'x', confidence: 0.5 };
  }

  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

function chunk(id: number, final: boolean, ms = 1000): Chunk {
  return {
    party: 'remote',
    utterance: 'remote-1',
    index: 0,
    startMs: 0,
    endMs: ms,
    samples: Int16Array.of(id),
    speechMs: ms,
    overlapMs: 0,
    final,
    utteranceEnds: final,
  };
}

describe('TranscriptionScheduler', () => {
  it('takes finished chunks before partial looks', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 60, now: () => 0 });
    const all = [chunk(1, false), chunk(2, false), chunk(3, true)].map((c, i) =>
      scheduler.submit(`call-${i}`, c),
    );
    await engine.answerAll();
    await Promise.all(all);
    expect(engine.order).toEqual([1, 3, 2]);
  });

  it('serves the call that waited longest', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 60, now: () => 0 });
    const all = [
      scheduler.submit('busy', chunk(1, true)),
      scheduler.submit('busy', chunk(2, true)),
      scheduler.submit('busy', chunk(3, true)),
      scheduler.submit('quiet', chunk(4, true)),
    ];
    await engine.answerAll();
    await Promise.all(all);
    expect(engine.order).toEqual([1, 4, 2, 3]);
  });

  it('skips partial looks that come too late', async () => {
    let now = 0; // a fake clock
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, {
      concurrency: 1,
      queueSeconds: 60,
      partialDeadlineMs: 500,
      now: () => now,
    });
    const first = scheduler.submit('a', chunk(1, true));
    const late = scheduler.submit('b', chunk(2, false));
    now = 501;
    await engine.answerAll();
    await first;
    expect(await late).toEqual({ kind: 'skipped' });
    expect(engine.order).toEqual([1]);
  });

  it('drops the oldest finished speech, loudly, when more waits than allowed', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 10, now: () => 0 });
    const results = [1, 2, 3, 4].map((id) => scheduler.submit('a', chunk(id, true, 4000)));
    expect(await results[1]).toEqual({ kind: 'dropped' });
    await engine.answerAll();
    expect((await Promise.all(results)).map((result) => result.kind)).toEqual([
      'recognised',
      'dropped',
      'recognised',
      'recognised',
    ]);
  });

  it.each([
    ['a call alone is heard as often as it needs', 1, 5],
    ['finished speech is heard once before other is heard again', 20, 3 + 18 + 5],
  ])('%s', async (_what, calls, decodes) => {
    const ear = new SlowEar();
    const surest = new SurestTranscriber(ear, 0.8);
    const scheduler = new TranscriptionScheduler(surest, { concurrency: 1, queueSeconds: 60, now: ear.now });
    const all = Array.from({ length: calls }, (_, i) => scheduler.submit(`call-${i}`, chunk(i, true)));
    for (const result of await Promise.all(all)) expect(result.kind).toBe('recognised');
    // While the first is heard the others have not waited long yet, and behind the last nobody waits.
    expect(ear.decodes).toBe(decodes);
  });

  it('hears once what a call hears late, until it is up with its line', async () => {
    const ear = new SlowEar();
    const surest = new SurestTranscriber(ear, 0.8);
    const scheduler = new TranscriptionScheduler(surest, { concurrency: 1, queueSeconds: 60, now: ear.now });
    let late = true;
    for (const decodes of [1, 2]) {
      await scheduler.submit('a', chunk(1, true), undefined, () => late);
      expect(ear.decodes).toBe(decodes);
    }
    late = false;
    await scheduler.submit('a', chunk(2, true), undefined, () => late);
    expect(ear.decodes).toBe(2 + 5);
  });

  it('lets a call go at once that ended while it waited, whatever is with the ear', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 60, now: () => 0 });
    const first = scheduler.submit('a', chunk(1, true));
    const controller = new AbortController();
    const ended = scheduler.submit('b', chunk(2, true), controller.signal);
    const last = scheduler.submit('c', chunk(3, true));
    const rejected = expect(ended).rejects.toMatchObject({ code: 'CW_ABORTED' });
    controller.abort();
    expect(scheduler.depth).toBe(1);
    await rejected;
    await engine.answerAll();
    await Promise.all([first, last]);
    expect(engine.order).toEqual([1, 3]);
  });

  it('does not take a call that has ended', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 60, now: () => 0 });
    const ended = scheduler.submit('a', chunk(1, true), AbortSignal.abort());
    await expect(ended).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(engine.order).toEqual([]);
  });

  it('leaves what waits alone when a call ends whose chunk is with the ear, or was dropped', async () => {
    const engine = new HeldTranscriber();
    const scheduler = new TranscriptionScheduler(engine, { concurrency: 1, queueSeconds: 10, now: () => 0 });
    const controller = new AbortController();
    const results = [1, 2, 3, 4].map((id) =>
      scheduler.submit('a', chunk(id, true, 4000), id < 3 ? controller.signal : undefined),
    );
    controller.abort();
    expect(scheduler.depth).toBe(2);
    await engine.answerAll();
    const kinds = (await Promise.all(results)).map((result) => result.kind);
    expect(kinds).toEqual(['recognised', 'dropped', 'recognised', 'recognised']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/speech/chunk.js';
import { Segmenter, type SegmenterOptions } from '../../src/speech/segmenter.js';

const WINDOW = 512;
const WINDOW_MS = 32;
const options: SegmenterOptions = {
  preRollMs: 200,
  hangOverMs: 450,
  minSpeechMs: 160,
  pauseCutMs: 220,
  softChunkMs: 2000,
  maxChunkMs: 4000,
  overlapMs: 200,
  partialEveryMs: 1000,
};

/** Runs a pattern of `[active, windows]` stretches; every sample holds its own position, so cuts can be checked. */
function run(
  pattern: readonly (readonly [boolean, number])[],
  changed: Partial<SegmenterOptions> = {},
): Chunk[] {
  const segmenter = new Segmenter('remote', { ...options, ...changed });
  const chunks: Chunk[] = [];
  let window = 0;
  for (const [active, windows] of pattern) {
    for (let i = 0; i < windows; i++, window++) {
      const samples = new Int16Array(WINDOW).map((_, k) => (window * WINDOW + k) % 32_000);
      chunks.push(...segmenter.push(samples, window * WINDOW_MS, active));
    }
  }
  return [...chunks, ...segmenter.flush()];
}

const finals = (chunks: readonly Chunk[]) => chunks.filter((chunk) => chunk.final);

describe('Segmenter', () => {
  it('finds one utterance with pre-roll before and a tail behind it', () => {
    const [chunk, ...more] = finals(
      run([
        [false, 20],
        [true, 40],
        [false, 40],
      ]),
    );
    expect(more).toEqual([]);
    expect(chunk).toMatchObject({ party: 'remote', utterance: 'remote-1', index: 0, utteranceEnds: true });
    expect(chunk?.startMs).toBe(20 * WINDOW_MS - 200);
    expect(chunk?.endMs).toBe(60 * WINDOW_MS + 160);
    expect(chunk?.speechMs).toBe(40 * WINDOW_MS);
  });

  it('says where the speech begins that no finished chunk holds yet', () => {
    const segmenter = new Segmenter('remote', options);
    let window = 0;
    const push = (active: boolean, windows: number) => {
      const chunks: Chunk[] = [];
      for (let i = 0; i < windows; i++, window++)
        chunks.push(...segmenter.push(new Int16Array(WINDOW), window * WINDOW_MS, active));
      return chunks;
    };
    push(false, 20);
    expect(segmenter.openMs).toBeUndefined();
    push(true, 1);
    expect(segmenter.openMs).toBe(20 * WINDOW_MS);
    push(true, 20);
    expect(segmenter.openMs).toBe(20 * WINDOW_MS - options.preRollMs);
    const [forced] = finals(push(true, 110));
    expect(segmenter.openMs).toBe(forced?.endMs);
    push(false, 40);
    expect(segmenter.openMs).toBeUndefined();
    push(true, 1);
    segmenter.flush();
    expect(segmenter.openMs).toBeUndefined();
  });

  it('gives the very samples of its stretch', () => {
    const [chunk] = finals(
      run([
        [false, 20],
        [true, 40],
        [false, 40],
      ]),
    );
    const first = (chunk?.startMs ?? 0) * 16;
    expect(chunk?.samples[0]).toBe(first % 32_000);
    expect(chunk?.samples.length).toBe(((chunk?.endMs ?? 0) - (chunk?.startMs ?? 0)) * 16);
  });

  it('drops a click', () => {
    expect(
      run([
        [false, 10],
        [true, 3],
        [false, 40],
      ]),
    ).toEqual([]);
  });

  it('ignores a single active window', () => {
    expect(
      run(
        [
          [false, 10],
          [true, 1],
          [false, 5],
          [true, 1],
          [false, 40],
        ],
        { minSpeechMs: 0 },
      ),
    ).toEqual([]);
  });

  it('bridges a short pause and splits at a long one', () => {
    expect(
      finals(
        run([
          [true, 20],
          [false, 5],
          [true, 20],
          [false, 40],
        ]),
      ),
    ).toHaveLength(1);
    expect(
      finals(
        run([
          [true, 20],
          [false, 16],
          [true, 20],
          [false, 40],
        ]),
      ),
    ).toHaveLength(2);
  });

  it('counts speech behind a forced cut that falls into a pause too short to cut in', () => {
    // 4 s are full one window after the last word.
    const [before, behind] = finals(
      run([
        [true, 124],
        [false, 40],
      ]),
    );
    expect(before?.utteranceEnds).toBe(false);
    expect(before?.endMs).toBeLessThan(124 * WINDOW_MS);
    expect(behind?.speechMs).toBe(124 * WINDOW_MS - (before?.endMs ?? 0));
    expect(before?.speechMs).toBe(before?.endMs);
  });

  it('offers an unfinished chunk each second of new speech', () => {
    const partials = run([
      [true, 100],
      [false, 40],
    ]).filter((chunk) => !chunk.final);
    expect(partials).toHaveLength(2);
    expect(partials.every((chunk) => chunk.startMs === 0 && chunk.utterance === 'remote-1')).toBe(true);
    expect(
      run(
        [
          [true, 100],
          [false, 40],
        ],
        { partialEveryMs: 0 },
      ).every((chunk) => chunk.final),
    ).toBe(true);
  });

  it('offers no look that a second one could not follow before the cut', () => {
    const looks = (maxChunkMs: number) =>
      run([[true, 60]], { maxChunkMs, preRollMs: 0 }).filter((chunk) => !chunk.final).length;
    expect(looks(2900)).toBe(0);
    expect(looks(3100)).toBe(1);
  });

  it('uses a pause in a long utterance to cut without overlap', () => {
    const chunks = finals(
      run([
        [true, 70],
        [false, 8],
        [true, 40],
        [false, 40],
      ]),
    );
    expect(chunks.map((chunk) => [chunk.index, chunk.overlapMs, chunk.utteranceEnds])).toEqual([
      [0, 0, false],
      [1, 0, true],
    ]);
    expect(chunks[1]?.startMs).toBe(chunks[0]?.endMs);
  });

  it('cuts speech without a pause at the maximum, with overlap', () => {
    const chunks = finals(
      run([
        [true, 300],
        [false, 40],
      ]),
    );
    expect(chunks.length).toBeGreaterThan(2);
    for (const [i, chunk] of chunks.entries()) {
      expect(chunk.endMs - chunk.startMs).toBeLessThanOrEqual(options.maxChunkMs + WINDOW_MS);
      const before = chunks[i - 1];
      if (before) expect(before.endMs - chunk.startMs).toBe(chunk.overlapMs);
    }
    expect(new Set(chunks.map((chunk) => chunk.utterance)).size).toBe(1);
  });

  it('closes the utterance when audio is missing, and goes on at the new place', () => {
    const segmenter = new Segmenter('local', options);
    for (let i = 0; i < 20; i++) segmenter.push(new Int16Array(WINDOW), i * WINDOW_MS, true);
    const [chunk] = segmenter.push(new Int16Array(WINDOW), 60_000, true);
    expect(chunk).toMatchObject({ final: true, utteranceEnds: true, startMs: 0, endMs: 20 * WINDOW_MS });
  });

  it('never loses speech, never grows, and always closes what it opened', () => {
    const stretches = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 180 })), { maxLength: 12 });
    fc.assert(
      fc.property(stretches, (pattern) => {
        const ended = [...pattern, [false, 40] as const];
        const chunks = finals(run(ended, { minSpeechMs: 0 }));
        let window = 0;
        for (const [active, windows] of ended) {
          // A lone window is taken for a click, so only longer stretches must be covered.
          for (let i = 0; i < windows; i++, window++) {
            if (!active || windows < 2) continue;
            const at = (window + 0.5) * WINDOW_MS;
            expect(chunks.some((chunk) => chunk.startMs <= at && at <= chunk.endMs)).toBe(true);
          }
        }
        for (const chunk of chunks) expect(chunk.endMs - chunk.startMs).toBeLessThanOrEqual(4000 + WINDOW_MS);
        const open = new Map(chunks.map((chunk) => [chunk.utterance, chunk.utteranceEnds]));
        expect([...open.values()].every(Boolean)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

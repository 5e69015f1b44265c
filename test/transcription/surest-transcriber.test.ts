import { describe, expect, it } from 'vitest';
import { CallwardenError } from '../../src/errors.js';
import { SurestTranscriber } from '../../src/transcription/surest-transcriber.js';
import type { Recognition, Transcriber } from '../../src/transcription/transcriber.js';

const SECOND = 16_000;

/** A fake: an ear whose confidence depends on how long it is played a chunk, so that the choice can be seen. */
class EarByLength implements Transcriber {
  readonly model = 'by-length';
  readonly maxChunkMs = 5000;
  readonly lengths: number[] = [];
  closed = 0;

  constructor(private readonly answers: Record<number, Recognition>) {}

  async transcribe(samples: Int16Array, { signal }: { readonly signal?: AbortSignal } = {}) {
    if (signal?.aborted) throw new CallwardenError('CW_ABORTED', 'over');
    this.lengths.push(samples.length);
    return this.answers[samples.length] ?? { text: '?', confidence: 0.1 };
  }

  async close(): Promise<void> {
    this.closed++;
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const said = (text: string, confidence?: number): Recognition => ({ text, confidence });

describe('SurestTranscriber', () => {
  it('hears once what the ear is sure of', async () => {
    const ear = new EarByLength({ [SECOND]: said('gift cards', 0.8) });
    expect(await new SurestTranscriber(ear, 0.8).transcribe(new Int16Array(SECOND))).toEqual(
      said('gift cards', 0.8),
    );
    expect(ear.lengths).toEqual([SECOND]);
  });

  it('takes the surest of all speeds', async () => {
    const ear = new EarByLength({
      16000: said('give cars', 0.4),
      18000: said('gift guards', 0.5),
      14000: said('gift cards', 0.7),
      17000: said('gift card', 0.6),
    });
    const surest = new SurestTranscriber(ear, 0.8);
    expect(await surest.transcribe(new Int16Array(SECOND))).toEqual(said('gift cards', 0.7));
    expect(ear.lengths).toEqual([16000, 18000, 14000, 17000, 15000]);
  });

  it('stays with what it heard at the pace of the call where no other is surer', async () => {
    const ear = new EarByLength({ 16000: said('gift cards', 0.4), 18000: said('give cars', 0.4) });
    expect((await new SurestTranscriber(ear, 0.8).transcribe(new Int16Array(SECOND))).text).toBe(
      'gift cards',
    );
  });

  it('stops at the first that is sure', async () => {
    const ear = new EarByLength({ 16000: said('give', 0.4), 18000: said('gift', 0.9) });
    expect((await new SurestTranscriber(ear, 0.8).transcribe(new Int16Array(SECOND))).text).toBe('gift');
    expect(ear.lengths).toEqual([16000, 18000]);
  });

  it('goes no further where others wait, and takes the surest so far', async () => {
    const ear = new EarByLength({ 16000: said('give cars', 0.4), 18000: said('gift guards', 0.5) });
    const again = () => ear.lengths.length < 2;
    const heard = await new SurestTranscriber(ear, 0.8).transcribe(new Int16Array(SECOND), { again });
    expect(heard).toEqual(said('gift guards', 0.5));
    expect(ear.lengths).toEqual([16000, 18000]);
  });

  it('plays nothing slower that would be too long for the ear', async () => {
    const ear = new EarByLength({});
    await new SurestTranscriber(ear, 0.8).transcribe(new Int16Array(5 * SECOND));
    expect(ear.lengths).toEqual([1, 7 / 8, 15 / 16].map((stretch) => 5 * SECOND * stretch));
  });

  it.each([
    ['an ear that does not say how sure it is', said('gift cards'), 0.8],
    ['a configuration that asks for no second hearing', said('gift cards', 0), 0],
  ])('hears once: %s', async (_why, answer, sureFrom) => {
    const ear = new EarByLength({ [SECOND]: answer });
    expect(await new SurestTranscriber(ear, sureFrom).transcribe(new Int16Array(SECOND))).toEqual(answer);
    expect(ear.lengths).toEqual([SECOND]);
  });

  it('keeps the pitch of a tone in proportion', async () => {
    const heard: Int16Array[] = [];
    const ear = new EarByLength({});
    ear.transcribe = async (samples) => {
      heard.push(samples);
      return said('', 0);
    };
    const tone = Int16Array.from(
      { length: SECOND },
      (_, i) => 8000 * Math.sin((2 * Math.PI * 400 * i) / SECOND),
    );
    await new SurestTranscriber(ear, 0.8).transcribe(tone);
    const hertz = heard.map((samples) => (crossings(samples) / 2 / samples.length) * SECOND);
    for (const [i, stretch] of [1, 9 / 8, 7 / 8, 17 / 16, 15 / 16].entries())
      expect(Math.abs((hertz[i] ?? 0) - 400 / stretch)).toBeLessThan(3);
  });

  it('gives up with the call and closes its ear', async () => {
    const ear = new EarByLength({});
    const surest = new SurestTranscriber(ear, 0.8);
    await expect(
      surest.transcribe(new Int16Array(SECOND), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CW_ABORTED' });
    await surest.close();
    expect(ear.closed).toBe(1);
  });
});

function crossings(samples: Int16Array): number {
  let count = 0;
  for (let i = 1; i < samples.length; i++) if ((samples[i] ?? 0) >= 0 !== (samples[i - 1] ?? 0) >= 0) count++;
  return count;
}

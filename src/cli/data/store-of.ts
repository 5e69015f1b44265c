import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { defaultConfig, loadConfig } from '../../config/load.js';
import type { StoreConfig } from '../../config/store.js';
import { CallwardenError } from '../../errors.js';
import type { Who } from '../../store/audit/entry.js';
import { storeFile } from '../../store/location.js';
import { Store } from '../../store/store.js';

export interface DataOptions {
  readonly config?: string;
}

/** Opens the store that the configuration names. @throws CallwardenError CW_STORE_MISSING and what `Store.open` throws */
export async function openStore(options: DataOptions): Promise<Store> {
  const config = await storeConfigOf(options);
  const file = existingFile(config);
  return Store.open({ ...config, file });
}

export async function storeConfigOf({ config }: DataOptions): Promise<StoreConfig> {
  return (config === undefined ? defaultConfig() : await loadConfig(config)).store;
}

/** Looking at what is remembered must not begin to remember. */
export function existingFile(config: StoreConfig): string {
  const file = storeFile(config);
  if (existsSync(file)) return file;
  throw new CallwardenError(
    'CW_STORE_MISSING',
    `There is no database at ${file}: nothing is remembered yet, or \`store.file\` or CALLWARDEN_DATA should name another place.`,
  );
}

/** Who the audit log says it was. */
export function thisUser(): Who {
  try {
    return { role: 'tool', user: userInfo().username };
  } catch {
    // A container may run under a number that has no name.
    return { role: 'tool', user: `uid ${process.getuid?.() ?? '?'}` };
  }
}

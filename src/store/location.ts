import { join } from 'node:path';
import { dataFolder } from '../config/data-folder.js';
import type { StoreConfig } from '../config/store.js';

/** The database file: `store.file`, else `callwarden.db` in the data folder. */
export function storeFile({ file }: Pick<StoreConfig, 'file'>, env: NodeJS.ProcessEnv = process.env): string {
  return file ?? join(dataFolder(env), 'callwarden.db');
}

import { readFileSync } from 'node:fs';
import type { StoreConfig } from '../../config/store.js';
import { CallwardenError } from '../../errors.js';

export const KEY_ENV = 'CALLWARDEN_STORE_KEY';

/** The cipher stretches a key without salt, so a short one could be guessed: what 16 random bytes in hex have. */
const SHORTEST = 32;

/**
 * The key of the database: the first line of `store.keyFile`, else CALLWARDEN_STORE_KEY, else none.
 * @throws CallwardenError CW_STORE_KEY_MISSING, CW_STORE_KEY_WEAK
 */
export function storeKey(
  { keyFile }: Pick<StoreConfig, 'keyFile'>,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (keyFile !== null) return keyIn(keyFile);
  const key = env[KEY_ENV]?.trim() ?? '';
  return key === '' ? undefined : strong(key, KEY_ENV);
}

/** The key in the first line of a file. @throws CallwardenError as `storeKey` */
export function keyIn(file: string): string {
  try {
    return strong((readFileSync(file, 'utf8').split('\n')[0] ?? '').trim(), file);
  } catch (thrown) {
    if (thrown instanceof CallwardenError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CallwardenError('CW_STORE_KEY_MISSING', `The key file ${file} cannot be read: ${reason}.`, {
      cause: thrown,
    });
  }
}

function strong(key: string, from: string): string {
  if (key.length >= SHORTEST) return key;
  throw new CallwardenError(
    'CW_STORE_KEY_WEAK',
    `The key in ${from} has fewer than ${SHORTEST} characters: make one with \`openssl rand -hex 32\`.`,
  );
}

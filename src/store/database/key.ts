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
  const from = keyFile ?? KEY_ENV;
  const key = keyFile === null ? env[KEY_ENV]?.trim() : firstLine(keyFile);
  if (keyFile === null && (key === undefined || key === '')) return undefined;
  if (key === undefined || key.length < SHORTEST) {
    throw new CallwardenError(
      'CW_STORE_KEY_WEAK',
      `The key in ${from} has fewer than ${SHORTEST} characters: make one with \`openssl rand -hex 32\`.`,
    );
  }
  return key;
}

function firstLine(file: string): string {
  try {
    return (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_STORE_KEY_MISSING', `The key file ${file} cannot be read: ${reason}.`, {
      cause,
    });
  }
}

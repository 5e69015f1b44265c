import { readFile } from 'node:fs/promises';
import { CallwardenError } from '../errors.js';

/** Where a secret lies that does not stand in the configuration itself. */
export interface SecretPlace {
  readonly file: string | null;
  /** Name of an environment variable. */
  readonly env: string | null;
}

/**
 * Reads a secret; undefined when no place is named.
 * @param what whose it is, for the message, e.g. `alerts.sinks: webhook: secret`
 * @throws CallwardenError CW_CONFIG_INVALID when both places are named, or nothing is there
 */
export async function readSecret(
  { file, env }: SecretPlace,
  what: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (file === null && env === null) return undefined;
  if (file !== null && env !== null) {
    throw new CallwardenError('CW_CONFIG_INVALID', `${what} is named twice: give a file or a variable.`);
  }
  const secret = (env === null ? await contentOf(file ?? '', what) : (environment[env] ?? '')).trim();
  if (secret !== '') return secret;
  const where = env === null ? `the file ${file} is empty` : `the environment variable ${env} is not set`;
  throw new CallwardenError('CW_CONFIG_INVALID', `${what} is missing: ${where}.`);
}

/** Reads a certificate authority; undefined when none is named. @throws CallwardenError CW_CONFIG_INVALID */
export async function readAuthority(file: string | null, what: string): Promise<string | undefined> {
  return file === null ? undefined : contentOf(file, what);
}

async function contentOf(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_CONFIG_INVALID', `${what} cannot be read: ${reason}.`, { cause });
  }
}

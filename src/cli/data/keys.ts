import pc from 'picocolors';
import { CallwardenError } from '../../errors.js';
import { isEncrypted } from '../../store/database/check-key.js';
import { removeCopies } from '../../store/database/files.js';
import { keyIn, storeKey } from '../../store/database/key.js';
import { rekeyDatabase } from '../../store/database/rekey.js';
import { print } from '../say.js';
import { confirm } from './confirm.js';
import { type DataOptions, existingFile, storeConfigOf } from './store-of.js';

export async function encrypt({ yes, ...options }: DataOptions & { readonly yes?: true }): Promise<void> {
  const config = await storeConfigOf(options);
  const file = existingFile(config);
  const key = storeKey(config);
  if (key === undefined) {
    throw new CallwardenError(
      'CW_STORE_KEY_MISSING',
      'There is no key: set `store.keyFile` or CALLWARDEN_STORE_KEY.',
    );
  }
  if (isEncrypted(file)) {
    print(`${file} is encrypted already.`);
    return;
  }
  await confirm(`Encrypt ${file}? Without the key nothing in it can be read again.`, yes ?? false);
  rekeyDatabase(file, undefined, key);
  removeCopies(file);
  print(`${pc.green('✓')} ${file} is encrypted; keep the key in a safe place too`);
}

export async function rekey({
  newKeyFile,
  yes,
  ...options
}: DataOptions & { readonly newKeyFile: string; readonly yes?: true }): Promise<void> {
  const config = await storeConfigOf(options);
  const file = existingFile(config);
  const newKey = keyIn(newKeyFile);
  if (!isEncrypted(file)) {
    throw new CallwardenError(
      'CW_STORE_PLAIN',
      `${file} is not encrypted, so there is no key to change: \`callwarden data encrypt\` encrypts it.`,
    );
  }
  await confirm(`Give ${file} the key in ${newKeyFile}?`, yes ?? false);
  rekeyDatabase(file, storeKey(config), newKey);
  removeCopies(file);
  print(`${pc.green('✓')} ${file} has the new key: set \`store.keyFile\` to ${newKeyFile} now`);
}

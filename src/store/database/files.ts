import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withStoreErrors } from './failure.js';

/** An upgrade has shown by then that it works: a week, ms. */
const KEEP_COPIES_MS = 7 * 86_400_000;

/** The copy made before a database of that schema version is upgraded. */
export function copyBefore(file: string, version: number): string {
  return `${file}.v${version}.bak`;
}

/** The copy that takes the place of a database when its key is changed. */
export function rekeyedCopy(file: string): string {
  return `${file}.rekey`;
}

/** Copies made before upgrades that are still there. */
export function copiesOf(file: string): string[] {
  const name = basename(file);
  return readdirSync(dirname(file))
    .filter((entry) => entry.startsWith(`${name}.v`) && /^\d+\.bak$/.test(entry.slice(name.length + 2)))
    .map((entry) => join(dirname(file), entry));
}

/** Size of the database, its journal and its copies, bytes. */
export function bytesOf(file: string): number {
  return [file, `${file}-wal`, ...copiesOf(file)]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/**
 * Removes copies that were made before upgrades, all or only those that are old.
 * @returns how many
 * @throws CallwardenError CW_STORE_UNWRITABLE
 */
export function removeCopies(file: string, now?: number): number {
  const old = copiesOf(file).filter(
    (copy) => now === undefined || statSync(copy).mtimeMs < now - KEEP_COPIES_MS,
  );
  withStoreErrors(file, () => {
    for (const copy of old) rmSync(copy, { force: true });
  });
  return old.length;
}

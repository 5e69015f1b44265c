import type { Stats } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';

const StampSchema = Type.Object({
  bytes: Type.Number(),
  mtimeMs: Type.Number(),
  ctimeMs: Type.Number(),
  inode: Type.Number(),
  sha256: Type.String(),
});
const FileSchema = Type.Record(Type.String(), StampSchema);
const validator = Compile(FileSchema);

/** What a file looked like when its digest was last computed. */
export type Stamp = Type.Static<typeof StampSchema>;

export function stampOf(stats: Stats, sha256: string): Stamp {
  return {
    bytes: stats.size,
    mtimeMs: stats.mtimeMs,
    // The change time too: a copy that keeps the modification time still moves this one.
    ctimeMs: stats.ctimeMs,
    inode: stats.ino,
    sha256,
  };
}

/**
 * Remembers the digests of files that have not changed since, so that a service start does not read gigabytes.
 * It guards against accidents (a bad disk, a cut copy), not against somebody who may write to the folder.
 */
export class VerifiedStamps {
  readonly #known = new Map<string, Stamp>();
  readonly #path: string | undefined;
  #loaded = false;

  /** @param path a JSON file that keeps them between processes; without it they live in memory only */
  constructor(path?: string) {
    this.#path = path;
  }

  /** Is this file, as it now looks, known to have that digest? */
  async has(file: string, now: Stamp): Promise<boolean> {
    await this.#load();
    const then = this.#known.get(file);
    return (
      then !== undefined &&
      then.bytes === now.bytes &&
      then.mtimeMs === now.mtimeMs &&
      then.ctimeMs === now.ctimeMs &&
      then.inode === now.inode &&
      then.sha256 === now.sha256
    );
  }

  set(file: string, stamp: Stamp): void {
    this.#known.set(file, stamp);
  }

  /** Writes them out. A folder that cannot be written to only costs the next start its time. */
  async save(): Promise<void> {
    if (this.#path === undefined) return;
    const draft = `${this.#path}.${process.pid}.part`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(draft, `${JSON.stringify(Object.fromEntries(this.#known), null, 2)}\n`);
      await rename(draft, this.#path);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #load(): Promise<void> {
    if (this.#loaded || this.#path === undefined) return;
    this.#loaded = true;
    try {
      const value: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      if (!validator.Check(value)) return;
      for (const [file, stamp] of Object.entries(value)) this.#known.set(file, stamp);
    } catch {
      // Absent or unreadable: everything is verified afresh.
    }
  }
}

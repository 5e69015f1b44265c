import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { unwritable } from '../../errors/unwritable.js';

/**
 * The file that an export goes to: the whole of it or nothing. Its place is taken before anything is written, by an empty
 * draft beside it that nobody else may read; an earlier file of that name stays until the new one is whole.
 */
export class ExportFile {
  private constructor(
    private readonly path: string,
    /** Undefined for a pipe or a device, which has no place beside it and keeps nothing. */
    private readonly draft: string | undefined,
    private readonly handle: FileHandle,
  ) {}

  /** @throws CallwardenError CW_FOLDER_UNWRITABLE */
  static open(path: string): Promise<ExportFile> {
    return ExportFile.take(path).catch(unwritable(path));
  }

  private static async take(path: string): Promise<ExportFile> {
    const target = await realpath(path).catch(() => whereto(path));
    const there = await stat(target).catch(() => undefined);
    if (there && !there.isFile()) return new ExportFile(target, undefined, await open(target, 'w'));
    const draft = `${target}.${process.pid}.part`;
    await rm(draft, { force: true });
    return new ExportFile(target, draft, await open(draft, 'wx', 0o600));
  }

  /** Writes all and puts it in its place. @throws CallwardenError CW_FOLDER_UNWRITABLE, then `discard` it */
  async write(text: string): Promise<void> {
    await this.put(text).catch(unwritable(this.path));
  }

  private async put(text: string): Promise<void> {
    await this.handle.writeFile(text);
    if (this.draft === undefined) return this.handle.close();
    await this.handle.sync();
    await this.handle.close();
    await rename(this.draft, this.path);
  }

  /** Leaves nothing behind, after `write` failed or instead of it. @returns false where something may be left, or have left */
  async discard(): Promise<boolean> {
    await this.handle.close().catch(() => {});
    if (this.draft === undefined) return false;
    return rm(this.draft, { force: true }).then(
      () => true,
      () => false,
    );
  }
}

/** A link goes on leading to its file, also to one that is not there yet. */
async function whereto(path: string): Promise<string> {
  return readlink(path).then(
    (target) => resolve(dirname(path), target),
    () => path,
  );
}

import { copyFile, link, mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { CallwardenError } from '../errors.js';
import { CARD_FILE, type ModelCard } from './card.js';
import { type Disk, diskError, syncFolder } from './download/part-file.js';
import { exclusively } from './mutex.js';

/** Left free beside the models, in bytes: a full disk stops more than this program. */
const HEADROOM_BYTES = 64 << 20;

/**
 * Where a model is gathered before it gets its place: nothing under the model's own name is ever half there.
 * What was gathered stays when the work is cut short, so that the next run can go on with it.
 */
export class Staging implements AsyncDisposable {
  readonly #lock: AsyncDisposable;

  private constructor(
    readonly userFolder: string,
    readonly name: string,
    readonly dir: string,
    lock: AsyncDisposable,
  ) {
    this.#lock = lock;
  }

  /** @throws CallwardenError CW_MODEL_BUSY, CW_FOLDER_UNWRITABLE, CW_DISK_FULL */
  static async open(userFolder: string, name: string): Promise<Staging> {
    const dir = join(stagingRoot(userFolder), name);
    try {
      await mkdir(dir, { recursive: true });
      return new Staging(userFolder, name, dir, await exclusively(`${dir}.lock`));
    } catch (error) {
      throw diskError(error, userFolder);
    }
  }

  /** The model's place, once it is whole. */
  get target(): string {
    return join(this.userFolder, this.name);
  }

  path(file: string): string {
    return join(this.dir, file);
  }

  /**
   * @param missingBytes what is still to be written
   * @throws CallwardenError CW_DISK_FULL
   */
  async requireSpace(missingBytes: number, disk: Disk): Promise<void> {
    const free = await disk.freeBytes(this.dir);
    if (missingBytes === 0 || missingBytes + HEADROOM_BYTES <= free) return;
    throw new CallwardenError(
      'CW_DISK_FULL',
      `"${this.name}" needs ${mebibytes(missingBytes)} more on the disk of ${this.userFolder}, which has ${mebibytes(free)} free (${mebibytes(HEADROOM_BYTES)} are left alone).`,
    );
  }

  /** Takes over a file of the present model: without a copy where the file system allows. */
  async adopt(file: string): Promise<void> {
    const to = this.path(file);
    await mkdir(dirname(to), { recursive: true });
    await rm(to, { force: true });
    await link(join(this.target, file), to).catch(() => copyFile(join(this.target, file), to));
  }

  /** Puts the gathered model in its place, in one step for whoever looks, instead of an older one. */
  async publish(card: ModelCard): Promise<void> {
    try {
      await this.#removeStrangers(card);
      await writeFile(this.path(CARD_FILE), `${JSON.stringify(card, null, 2)}\n`, { flush: true });
      await syncFolder(this.dir);
      const old = `${this.dir}.old`;
      await rm(old, { recursive: true, force: true });
      await rename(this.target, old).catch(ignoreMissing);
      await rename(this.dir, this.target);
      await syncFolder(this.userFolder);
      await rm(old, { recursive: true, force: true });
    } catch (error) {
      throw diskError(error, this.userFolder);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Goes when there is nothing in it to go on with.
    await rmdir(this.dir).catch(() => undefined);
    await this.#lock[Symbol.asyncDispose]();
  }

  /** Parts and files of an earlier version that this one does not have. */
  async #removeStrangers(card: ModelCard): Promise<void> {
    const known = new Set(card.files.map((file) => file.path));
    for (const entry of await readdir(this.dir, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const file = relative(this.dir, path).split(sep).join('/');
      if (entry.isFile() && !known.has(file)) await rm(path);
    }
  }
}

/** Fsyncs a file that was copied, so that it is there after a power cut. */
export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

export function stagingRoot(userFolder: string): string {
  return join(userFolder, '.incoming');
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

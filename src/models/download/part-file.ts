import { open, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CallwardenError } from '../../errors.js';

/** The unfinished file of a download, `<target>.part`. Writes go to the end only. */
export interface PartFile extends AsyncDisposable {
  /** Bytes that have arrived. */
  readonly size: number;
  append(chunk: Uint8Array): Promise<void>;
  /** Throws away what has arrived. */
  clear(): Promise<void>;
  sync(): Promise<void>;
}

/** The two things a download asks of a disk; a test puts a faulty one here. */
export interface Disk {
  openPart(path: string): Promise<PartFile>;
  /** Bytes that may still be written to the disk of this folder. */
  freeBytes(folder: string): Promise<number>;
}

export const realDisk: Disk = {
  openPart: (path) => FilePart.open(path),
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

class FilePart implements PartFile {
  readonly #file: Awaited<ReturnType<typeof open>>;
  #size: number;

  private constructor(file: Awaited<ReturnType<typeof open>>, size: number) {
    this.#file = file;
    this.#size = size;
  }

  static async open(path: string): Promise<FilePart> {
    const file = await open(path, 'a');
    return new FilePart(file, (await file.stat()).size);
  }

  get size(): number {
    return this.#size;
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await this.#file.write(chunk, at);
      at += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  async clear(): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

export function partPath(target: string): string {
  return `${target}.part`;
}

/** The ETag of the file that the part belongs to, so that two versions are never glued together. */
export async function savedTag(target: string): Promise<string | undefined> {
  return readFile(tagPath(target), 'utf8').catch(() => undefined);
}

export async function saveTag(target: string, tag: string | null): Promise<void> {
  if (tag === null) await rm(tagPath(target), { force: true });
  else await writeFile(tagPath(target), tag);
}

/** Gives the finished part its real name: from here on it is there, whole, even after a power cut. */
export async function publish(target: string): Promise<void> {
  await rename(partPath(target), target);
  await rm(tagPath(target), { force: true });
  await syncFolder(dirname(target));
}

/** A rename is on the disk only when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a failing disk says, as an error with what to do; anything else as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new CallwardenError(
      'CW_DISK_FULL',
      `The disk is full, ${path} cannot grow. Free some room and run the same command again: it goes on where it stopped.`,
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new CallwardenError('CW_FOLDER_UNWRITABLE', `${path} cannot be written (${code}).`, {
      cause: error,
    });
  }
  return error;
}

function tagPath(target: string): string {
  return `${partPath(target)}.etag`;
}

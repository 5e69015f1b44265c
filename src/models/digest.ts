import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CallwardenError } from '../errors.js';

/** Large enough that reading costs less than hashing. */
const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256 of a file as lower-case hex, read as a stream so that a model of gigabytes does not sit in memory.
 * @param onRead told how many bytes have been read so far, for a progress bar
 * @throws CallwardenError CW_ABORTED, and what the file system throws
 */
export async function sha256File(
  path: string,
  options: { signal?: AbortSignal | undefined; onRead?: ((readBytes: number) => void) | undefined } = {},
): Promise<string> {
  const hash = createHash('sha256');
  let readBytes = 0;
  for await (const chunk of chunks(path, options.signal)) {
    hash.update(chunk);
    readBytes += chunk.length;
    options.onRead?.(readBytes);
  }
  return hash.digest('hex');
}

/** SHA-1 of the file as a Git blob: the hub's identifier of the small files that it keeps outside of LFS. */
export async function gitBlobSha1(path: string, bytes: number, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha1').update(`blob ${bytes}\0`);
  for await (const chunk of chunks(path, signal)) hash.update(chunk);
  return hash.digest('hex');
}

async function* chunks(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
  try {
    for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (cause) {
    if (signal?.aborted) throw new CallwardenError('CW_ABORTED', `Reading ${path} was stopped.`, { cause });
    throw cause;
  }
}

import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CallwardenError } from '../../errors.js';
import { gitBlobSha1, sha256File } from '../digest.js';
import { type AddressRules, allowedAddress, shownAddress } from './address.js';
import { type Patience, persist, TryAgain } from './backoff.js';
import {
  type Disk,
  diskError,
  type PartFile,
  partPath,
  publish,
  realDisk,
  savedTag,
  saveTag,
} from './part-file.js';
import { type Answer, request } from './request.js';

/** A file to fetch and what it has to be. */
export interface WantedFile {
  readonly url: string;
  /** Where it ends up; nothing lies there before it is whole and right. */
  readonly target: string;
  readonly bytes: number;
  readonly sha256?: string | undefined;
  /** SHA-1 as a Git blob, where the hub knows no SHA-256. */
  readonly gitSha1?: string | undefined;
}

export interface DownloadOptions extends AddressRules, Patience {
  /** A connection on which nothing comes for this long is given up, ms. Default 30,000. */
  readonly idleMs?: number | undefined;
  readonly disk?: Disk | undefined;
  /** Told how much of the file has arrived, including what earlier runs left. */
  readonly onProgress?: ((arrivedBytes: number) => void) | undefined;
}

export interface DownloadedFile {
  readonly sha256: string;
  /** Bytes that did not have to be fetched because an earlier run had left them. */
  readonly resumedBytes: number;
}

/**
 * Fetches a file, going on where an earlier run stopped, and gives it its real name once size and digest are right.
 * @throws CallwardenError CW_DOWNLOAD_FAILED, CW_DOWNLOAD_CORRUPT, CW_DOWNLOAD_REFUSED, CW_DISK_FULL,
 *   CW_FOLDER_UNWRITABLE, CW_ABORTED
 */
export async function downloadFile(
  wanted: WantedFile,
  options: DownloadOptions = {},
): Promise<DownloadedFile> {
  const disk = options.disk ?? realDisk;
  const path = partPath(wanted.target);
  try {
    await mkdir(dirname(wanted.target), { recursive: true });
    const resumedBytes = await sizeOf(path);
    // One more whole fetch when the digest is wrong: the part may have been glued from two versions, or a wire flipped a bit.
    for (const last of [false, true]) {
      await fetchWhole(wanted, disk, options);
      const sha256 = await digestOf(wanted, path, options.signal);
      if (sha256 !== undefined) {
        await publish(wanted.target);
        return { sha256, resumedBytes: last ? 0 : Math.min(resumedBytes, wanted.bytes) };
      }
      await rm(path, { force: true });
    }
  } catch (error) {
    throw diskError(error, path);
  }
  throw corrupt(wanted, 'is not what was promised: its digest differs, twice');
}

/** Brings the part to its full size, over as many connections as it takes. */
async function fetchWhole(wanted: WantedFile, disk: Disk, options: DownloadOptions): Promise<void> {
  await using part = await disk.openPart(partPath(wanted.target));
  let sizeBefore = part.size;
  const gained = () => {
    const more = part.size > sizeBefore;
    sizeBefore = part.size;
    return more;
  };
  await persist(() => fetchRest(part, wanted, options), options, gained);
  await part.sync();
}

/** One connection: asks for what is missing and appends what comes. */
async function fetchRest(part: PartFile, wanted: WantedFile, options: DownloadOptions): Promise<void> {
  if (part.size > wanted.bytes) await part.clear();
  options.onProgress?.(part.size);
  if (part.size === wanted.bytes) return;
  using answer = await request(allowedAddress(wanted.url, options), {
    ...options,
    headers: await rangeHeaders(part, wanted.target),
  });
  await align(part, answer, wanted);
  for await (const chunk of answer.body()) {
    if (part.size + chunk.length > wanted.bytes)
      throw corrupt(wanted, `is longer than ${wanted.bytes} bytes`);
    await part.append(chunk);
    options.onProgress?.(part.size);
  }
  if (part.size < wanted.bytes) {
    throw new TryAgain(
      `The connection to ${answer.url.host} ended after ${part.size} of ${wanted.bytes} bytes`,
    );
  }
}

async function rangeHeaders(part: PartFile, target: string): Promise<Record<string, string>> {
  if (part.size === 0) return {};
  const tag = await savedTag(target);
  // A weak tag may not be used here (RFC 9110, 13.1.5). Without one the digest at the end has to do.
  const strong = tag !== undefined && !tag.startsWith('W/');
  return { range: `bytes=${part.size}-`, ...(strong ? { 'if-range': tag } : {}) };
}

/** Makes the part's end meet the answer's beginning. */
async function align(part: PartFile, answer: Answer, wanted: WantedFile): Promise<void> {
  const tag = answer.headers.get('etag');
  if (answer.status === 206) {
    const { start, total } = contentRange(answer.headers.get('content-range'));
    if (total !== undefined && total !== wanted.bytes) throw wrongSize(wanted, total);
    const then = await savedTag(wanted.target);
    if (start === part.size && (then === undefined || tag === null || then === tag)) return;
    await startAnew(part, wanted, null);
    throw new TryAgain(`${shownAddress(answer.url)} has changed meanwhile`);
  }
  if (answer.status === 416) {
    await startAnew(part, wanted, null);
    throw new TryAgain(`${shownAddress(answer.url)} cannot go on where it stopped`);
  }
  const length = answer.headers.get('content-length');
  if (length !== null && Number(length) !== wanted.bytes) throw wrongSize(wanted, Number(length));
  await startAnew(part, wanted, tag);
}

async function startAnew(part: PartFile, wanted: WantedFile, tag: string | null): Promise<void> {
  await part.clear();
  await saveTag(wanted.target, tag);
}

/** `bytes 100-199/1000`, where the total may be `*`. */
function contentRange(header: string | null): { start?: number; total?: number } {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '') ?? [];
  return {
    ...(start === undefined ? {} : { start: Number(start) }),
    ...(total === undefined || total === '*' ? {} : { total: Number(total) }),
  };
}

/** The SHA-256 of what lies on the disk, or undefined when it is not the promised one. */
async function digestOf(wanted: WantedFile, path: string, signal?: AbortSignal): Promise<string | undefined> {
  const sha256 = await sha256File(path, { signal });
  if (wanted.sha256 !== undefined && wanted.sha256 !== sha256) return undefined;
  if (wanted.gitSha1 === undefined) return sha256;
  return (await gitBlobSha1(path, wanted.bytes, signal)) === wanted.gitSha1 ? sha256 : undefined;
}

function wrongSize(wanted: WantedFile, bytes: number): CallwardenError {
  return corrupt(wanted, `has ${bytes} bytes instead of ${wanted.bytes}`);
}

function corrupt(wanted: WantedFile, fault: string): CallwardenError {
  return new CallwardenError('CW_DOWNLOAD_CORRUPT', `${shownAddress(new URL(wanted.url))} ${fault}.`);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
}

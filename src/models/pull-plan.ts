import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CallwardenError } from '../errors.js';
import type { ModelFile } from './card.js';
import { type CatalogueEntry, DEFAULT_HUB } from './catalogue.js';
import { gitBlobSha1, sha256File } from './digest.js';
import type { DownloadOptions } from './download/download-file.js';
import { type HubFile, hubListing } from './hub.js';
import type { Pin } from './pins.js';

/** A file to have, with all that is known of it before it is here: at least one digest. */
export interface PlannedFile extends HubFile {
  /** Path in the hub's repository. */
  readonly from: string;
  /** Path in the model's folder. */
  readonly path: string;
}

export interface PullPlan {
  readonly commit: string;
  readonly files: readonly PlannedFile[];
}

/** What the pin asks for, when it was made for the files that the catalogue names today. */
export function pinnedPlan(entry: CatalogueEntry, pin: Pin | undefined): PullPlan | undefined {
  if (pin === undefined || pin.repo !== entry.repo) return undefined;
  const files = entry.files.flatMap(({ from, path }) =>
    pin.files.filter((file) => file.from === from && file.path === path),
  );
  return files.length === entry.files.length ? { commit: pin.commit, files } : undefined;
}

/**
 * What the hub offers now.
 * @throws CallwardenError as hubListing does; CW_DOWNLOAD_FAILED when the repository lacks one of the files
 */
export async function offeredPlan(
  entry: CatalogueEntry,
  hub: string = DEFAULT_HUB,
  options: DownloadOptions = {},
): Promise<PullPlan> {
  const { commit, files } = await hubListing(hub, entry.repo, options);
  return {
    commit,
    files: entry.files.map(({ from, path }) => {
      const file = files.get(from);
      if (file !== undefined) return { from, path, ...file };
      throw new CallwardenError(
        'CW_DOWNLOAD_FAILED',
        `The hub's repository ${entry.repo} has no file ${from}.`,
      );
    }),
  };
}

/** The planned files that lie in a folder already, whole and right, by path. */
export async function rightFiles(
  dir: string,
  planned: readonly PlannedFile[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ModelFile>> {
  const right = new Map<string, ModelFile>();
  for (const file of planned) {
    const path = join(dir, file.path);
    if ((await sizeOf(path)) !== file.bytes) continue;
    const sha256 = await sha256File(path, { signal });
    if (file.sha256 !== undefined && file.sha256 !== sha256) continue;
    if (file.gitSha1 !== undefined && file.gitSha1 !== (await gitBlobSha1(path, file.bytes, signal)))
      continue;
    right.set(file.path, { path: file.path, bytes: file.bytes, sha256 });
  }
  return right;
}

/** Size of a file in bytes; 0 when it is not there. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
}

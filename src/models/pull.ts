import { CallwardenError } from '../errors.js';
import { cardBytes, type ModelCard, type ModelFile } from './card.js';
import { CATALOGUE, type CatalogueEntry, catalogueEntry, DEFAULT_HUB } from './catalogue.js';
import { type DownloadOptions, downloadFile } from './download/download-file.js';
import { partPath, realDisk } from './download/part-file.js';
import { hubFileUrl } from './hub.js';
import { type Pin, readPin, writePin } from './pins.js';
import { offeredPlan, type PlannedFile, type PullPlan, pinnedPlan, rightFiles, sizeOf } from './pull-plan.js';
import { loadModel, type ResolvedModel } from './resolve.js';
import { Staging } from './staging.js';

export interface PullOptions extends Omit<DownloadOptions, 'onProgress'> {
  readonly userFolder: string;
  /** Base address of a hub or mirror; default: the catalogue's. */
  readonly from?: string | undefined;
  /** Take what the hub offers now, and pin that. */
  readonly update?: boolean | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

export interface PullProgress {
  readonly file: string;
  /** Of all files together, what was there before included. */
  readonly arrivedBytes: number;
  readonly totalBytes: number;
}

export interface PullResult {
  readonly model: ResolvedModel;
  /** `present`: it was here and right, nothing was fetched. */
  readonly outcome: 'pulled' | 'present';
}

/**
 * Fetches a model of the catalogue into the user's folder. What the hub's metadata promised the first time is pinned;
 * later pulls have to bring the same bytes, from wherever they come.
 * @throws CallwardenError CW_MODEL_MISSING for a name that is not in the catalogue, CW_MODEL_BUSY, CW_DISK_FULL,
 *   CW_FOLDER_UNWRITABLE, CW_DOWNLOAD_FAILED, CW_DOWNLOAD_CORRUPT, CW_DOWNLOAD_REFUSED, CW_ABORTED
 */
export async function pullModel(name: string, options: PullOptions): Promise<PullResult> {
  const entry = catalogueEntry(name);
  if (entry === undefined) throw unknownModel(name);
  return pullEntry(entry, options);
}

/** pullModel for an entry that need not be in the catalogue. */
export async function pullEntry(entry: CatalogueEntry, options: PullOptions): Promise<PullResult> {
  const { userFolder, from, update, onProgress, ...download } = options;
  await using staging = await Staging.open(userFolder, entry.name);
  const pin = update ? undefined : await readPin(userFolder, entry.name);
  const pinned = pinnedPlan(entry, pin);
  const plan = pinned ?? (await offeredPlan(entry, from, download));

  const kept = await rightFiles(staging.target, plan.files, options.signal);
  const present = await loadModel(staging.target, 'user').catch(() => undefined);
  if (present !== undefined && holds(present.card, plan, kept)) {
    // One that was added by hand, or whose lock file is gone, is held to these bytes from now on.
    if (pinned === undefined) {
      await writePin(userFolder, entry.name, pinOf(entry, plan.commit, [...kept.values()]));
    }
    return { model: present, outcome: 'present' };
  }

  for (const path of kept.keys()) await staging.adopt(path);
  const files = await fetchAll(staging, entry, plan, options);
  await staging.publish(cardOf(entry, plan.commit, files));
  await writePin(userFolder, entry.name, pinOf(entry, plan.commit, files));
  const model = await loadModel(staging.target, 'user');
  if (model === undefined) throw new CallwardenError('CW_INTERNAL', `${staging.target} has vanished.`);
  return { model, outcome: 'pulled' };
}

function pinOf(entry: CatalogueEntry, commit: string, files: readonly ModelFile[]): Pin {
  return {
    repo: entry.repo,
    commit,
    pinnedAt: new Date().toISOString(),
    files: files.map((file) => ({ from: source(entry, file.path), ...file })),
  };
}

/** Is the present model, with its card, the planned one already? */
function holds(card: ModelCard, plan: PullPlan, right: ReadonlyMap<string, ModelFile>): boolean {
  return (
    card.files.length === plan.files.length &&
    card.files.every((file) => right.get(file.path)?.sha256 === file.sha256)
  );
}

async function fetchAll(
  staging: Staging,
  entry: CatalogueEntry,
  plan: PullPlan,
  { userFolder: _, from = DEFAULT_HUB, onProgress, ...download }: PullOptions,
): Promise<ModelFile[]> {
  const gathered = await rightFiles(staging.dir, plan.files, download.signal);
  const missing = plan.files.filter((file) => !gathered.has(file.path));
  await staging.requireSpace(await bytesToCome(staging, missing), download.disk ?? realDisk);

  const totalBytes = cardBytes(plan);
  const files: ModelFile[] = [];
  for (const file of plan.files) {
    const before = cardBytes({ files });
    const report = (arrivedBytes: number) =>
      onProgress?.({ file: file.path, arrivedBytes: before + arrivedBytes, totalBytes });
    const wanted = {
      ...file,
      url: hubFileUrl(from, entry.repo, plan.commit, file.from),
      target: staging.path(file.path),
    };
    const { sha256 } =
      gathered.get(file.path) ?? (await downloadFile(wanted, { ...download, onProgress: report }));
    report(file.bytes);
    files.push({ path: file.path, bytes: file.bytes, sha256 });
  }
  return files;
}

/** What is left to write, the parts of an earlier run taken off. */
async function bytesToCome(staging: Staging, missing: readonly PlannedFile[]): Promise<number> {
  let bytes = 0;
  for (const file of missing)
    bytes += Math.max(0, file.bytes - (await sizeOf(partPath(staging.path(file.path)))));
  return bytes;
}

function cardOf(entry: CatalogueEntry, commit: string, files: ModelFile[]): ModelCard {
  return {
    name: entry.name,
    kind: entry.kind,
    version: commit.slice(0, 12),
    engine: entry.engine,
    ...(entry.container && { container: entry.container }),
    language: entry.language,
    ...entry.card,
    licence: entry.licence,
    files,
    about: { madeBy: entry.madeBy, pulledFrom: entry.repo, commit },
  };
}

function source(entry: CatalogueEntry, path: string): string {
  return entry.files.find((file) => file.path === path)?.from ?? path;
}

function unknownModel(name: string): CallwardenError {
  return new CallwardenError(
    'CW_MODEL_MISSING',
    `The catalogue has no model "${name}". It has: ${CATALOGUE.map((entry) => entry.name).join(', ')}.`,
  );
}

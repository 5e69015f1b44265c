import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CallwardenError } from '../errors.js';
import { isModelName, type ModelFile } from './card.js';
import { sha256File } from './digest.js';
import { diskError, realDisk } from './download/part-file.js';
import { sizeOf } from './pull-plan.js';
import { recognise } from './recognise.js';
import type { FoundFile } from './recognised.js';
import { loadModel, type ResolvedModel } from './resolve.js';
import { Staging, syncFile } from './staging.js';

export interface AddOptions {
  readonly userFolder: string;
  /** Default: made of the file's name. */
  readonly name?: string | undefined;
  /** Put it in the place of a model of the same name. */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies a model that was carried here by hand into the user's folder and writes its card.
 * @throws CallwardenError CW_FILE_MISSING, CW_MODEL_UNUSABLE, CW_MODEL_CORRUPT, CW_MODEL_EXISTS, CW_MODEL_BUSY,
 *   CW_DISK_FULL, CW_FOLDER_UNWRITABLE, CW_USAGE for a name that cannot be one, CW_ABORTED
 */
export async function addModel(path: string, options: AddOptions): Promise<ResolvedModel> {
  const found = await recognise(path);
  const name = options.name ?? found.suggestedName;
  if (!isModelName(name)) {
    throw new CallwardenError(
      'CW_USAGE',
      `"${name}" cannot be a name: lower-case letters, digits, dot, dash, underscore.`,
    );
  }
  await using staging = await Staging.open(options.userFolder, name);
  if (!options.replace && (await loadModel(staging.target, 'user').catch(() => true)) !== undefined) {
    throw new CallwardenError(
      'CW_MODEL_EXISTS',
      `There is a model "${name}" already: choose another --name, or --replace it.`,
    );
  }
  let bytes = 0;
  for (const file of found.files) bytes += await sizeOf(file.from);
  await staging.requireSpace(bytes, realDisk);
  const files: ModelFile[] = [];
  for (const file of found.files) files.push(await gather(staging, file, options.signal));
  await staging.publish({ name, ...found.card, files });
  const model = await loadModel(staging.target, 'user');
  if (model === undefined) throw new CallwardenError('CW_INTERNAL', `${staging.target} has vanished.`);
  return model;
}

async function gather(staging: Staging, file: FoundFile, signal?: AbortSignal): Promise<ModelFile> {
  const to = staging.path(file.path);
  try {
    await mkdir(dirname(to), { recursive: true });
    await rm(to, { force: true });
    await copyFile(file.from, to);
    await syncFile(to);
    // The digest is of the copy: what a bad stick garbles on the way is at least noticed against a card's promise.
    const sha256 = await sha256File(to, { signal });
    if (file.sha256 !== undefined && file.sha256 !== sha256) {
      throw new CallwardenError(
        'CW_MODEL_CORRUPT',
        `${file.from} does not have the SHA-256 of its card: copy it again.`,
      );
    }
    return { path: file.path, bytes: await sizeOf(to), sha256 };
  } catch (error) {
    throw diskError(error, to);
  }
}

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CallwardenError } from '../errors.js';
import { cardBytes, isModelName, type ModelCard } from './card.js';
import { approxBytes, CATALOGUE, type CatalogueEntry, catalogueEntry } from './catalogue.js';
import type { ModelFolders } from './folders.js';
import { loadModel, type ResolvedModel } from './resolve.js';
import { Staging } from './staging.js';

export interface ListedModel {
  readonly name: string;
  readonly kind: ModelCard['kind'] | undefined;
  readonly engine: ModelCard['engine'] | undefined;
  readonly language: string;
  readonly bytes: number | undefined;
  /** Resident memory of the engine that has loaded it, roughly; undefined where nobody has measured it. */
  readonly approxMemoryBytes: number | undefined;
  readonly licence: string;
  /** `shipped` with the package, `installed` by the user, `available` to pull, `damaged`: its card cannot be read. */
  readonly state: 'shipped' | 'installed' | 'available' | 'damaged';
  /** The model when it is here. */
  readonly model: ResolvedModel | undefined;
}

/** All models there are: shipped, installed and available, the user's in place of a shipped one of the same name. */
export async function listModels(folders: ModelFolders): Promise<ListedModel[]> {
  const installed = await modelsIn(folders.user, 'user');
  const taken = new Set(installed.map(({ name }) => name));
  const shipped = (await modelsIn(folders.shipped, 'shipped')).filter(({ name }) => !taken.has(name));
  const here = new Set([...installed, ...shipped].map(({ name }) => name));
  return [...shipped, ...installed, ...CATALOGUE.filter(({ name }) => !here.has(name)).map(available)];
}

/**
 * Removes an installed model and what an interrupted pull has left of it. Its pin stays in the lock file.
 * @throws CallwardenError CW_MODEL_MISSING, CW_USAGE for a shipped one, CW_MODEL_BUSY
 */
export async function removeModel(name: string, folders: ModelFolders): Promise<void> {
  const known = isModelName(name) ? await namesIn(folders.user) : [];
  const begun = isModelName(name) ? await namesIn(join(folders.user, '.incoming')) : [];
  if (!known.includes(name) && !begun.includes(name)) {
    if ((await namesIn(folders.shipped)).includes(name))
      throw new CallwardenError('CW_USAGE', `"${name}" is shipped with Callwarden and stays.`);
    throw new CallwardenError(
      'CW_MODEL_MISSING',
      `There is no installed model "${name}": see \`callwarden models list\`.`,
    );
  }
  await using staging = await Staging.open(folders.user, name);
  await rm(staging.target, { recursive: true, force: true });
  await rm(staging.dir, { recursive: true, force: true });
}

async function modelsIn(folder: string, origin: 'user' | 'shipped'): Promise<ListedModel[]> {
  const models: ListedModel[] = [];
  for (const name of await namesIn(folder)) {
    try {
      const model = await loadModel(join(folder, name), origin);
      if (model !== undefined) models.push(present(name, model));
    } catch {
      models.push(damaged(name));
    }
  }
  return models;
}

function present(name: string, model: ResolvedModel): ListedModel {
  const { kind, engine, language, licence } = model.card;
  return {
    name,
    kind,
    engine,
    language,
    licence,
    bytes: cardBytes(model.card),
    approxMemoryBytes: catalogueEntry(name)?.approxMemoryBytes,
    state: model.origin === 'shipped' ? 'shipped' : 'installed',
    model,
  };
}

function available(entry: CatalogueEntry): ListedModel {
  const { name, kind, engine, language, licence, approxMemoryBytes } = entry;
  return {
    name,
    kind,
    engine,
    language,
    licence,
    approxMemoryBytes,
    bytes: approxBytes(entry),
    state: 'available',
    model: undefined,
  };
}

function damaged(name: string): ListedModel {
  const unknown = { kind: undefined, engine: undefined, bytes: undefined, approxMemoryBytes: undefined };
  return { name, ...unknown, language: '', licence: '', state: 'damaged', model: undefined };
}

/** Names of the folders that can be models; none when the folder is not there. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && isModelName(entry.name))
    .map((entry) => entry.name)
    .sort();
}

import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { CallwardenError } from '../errors.js';
import { CARD_FILE, isModelName, type ModelCard, type ModelKind, parseCard } from './card.js';
import { type ModelFolders, modelFolders } from './folders.js';
import { missingModel } from './remedy.js';

/** A model that is present: its card, and where its files lie. Not yet verified: see verify.ts. */
export interface ResolvedModel {
  readonly card: ModelCard;
  /** Absolute path of the model's folder. */
  readonly dir: string;
  readonly origin: ModelOrigin;
  /**
   * Absolute path of one of the card's files.
   * @throws CallwardenError CW_MODEL_CARD_INVALID when the card does not list it
   */
  file(path: string): string;
}

/** `shipped` with the package, `user`: pulled or added, `path`: named by its path. */
export type ModelOrigin = 'shipped' | 'user' | 'path';

export interface ResolveOptions {
  /** What the model must be. */
  readonly kind?: ModelKind | undefined;
  readonly folders?: ModelFolders | undefined;
}

/**
 * Finds a model by its name (the user's folder first, then the shipped ones) or by the path of its folder.
 * @throws CallwardenError CW_MODEL_MISSING with the one command to run, CW_MODEL_WRONG_KIND, CW_MODEL_CARD_INVALID
 */
export async function resolveModel(
  nameOrPath: string,
  { kind, folders = modelFolders() }: ResolveOptions = {},
): Promise<ResolvedModel> {
  const found = isPath(nameOrPath) ? await atPath(nameOrPath) : await byName(nameOrPath, folders);
  if (found === undefined) throw missingModel(nameOrPath, kind);
  if (kind !== undefined && found.card.kind !== kind) {
    throw new CallwardenError(
      'CW_MODEL_WRONG_KIND',
      `The model "${nameOrPath}" is ${article(found.card.kind)}, not ${article(kind)}: see \`callwarden models list\`.`,
    );
  }
  return found;
}

/** The model in `dir`, or undefined when there is no card in it. */
export async function loadModel(dir: string, origin: ModelOrigin): Promise<ResolvedModel | undefined> {
  const where = join(dir, CARD_FILE);
  const text = await readFile(where, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new CallwardenError('CW_MODEL_CARD_INVALID', `${where} cannot be read: ${error.message}.`, {
      cause: error,
    });
  });
  return text === undefined ? undefined : resolved(parseCard(text, where), resolve(dir), origin);
}

function resolved(card: ModelCard, dir: string, origin: ModelOrigin): ResolvedModel {
  return {
    card,
    dir,
    origin,
    file(path) {
      if (card.files.some((file) => file.path === path)) return join(dir, path);
      throw new CallwardenError(
        'CW_MODEL_CARD_INVALID',
        `The card of "${card.name}" lists no file "${path}".`,
      );
    },
  };
}

async function byName(name: string, folders: ModelFolders): Promise<ResolvedModel | undefined> {
  // A name that could not be a folder of ours must never be joined to one.
  if (!isModelName(name)) return undefined;
  return (
    (await loadModel(join(folders.user, name), 'user')) ??
    (await loadModel(join(folders.shipped, name), 'shipped'))
  );
}

/** A model's folder, or its card.json. */
function atPath(path: string): Promise<ResolvedModel | undefined> {
  return loadModel(basename(path) === CARD_FILE ? dirname(path) : path, 'path');
}

function isPath(nameOrPath: string): boolean {
  return nameOrPath.includes('/') || nameOrPath.includes(sep) || nameOrPath === '.' || nameOrPath === '..';
}

function article(kind: ModelKind): string {
  return `${kind === 'ear' ? 'an' : 'a'} ${kind}`;
}

import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CallwardenError } from '../errors.js';
import type { ModelFile } from './card.js';
import { sha256File } from './digest.js';
import { modelFolders } from './folders.js';
import { mendingCommand } from './remedy.js';
import type { ResolvedModel } from './resolve.js';
import { stampOf, VerifiedStamps } from './stamps.js';

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Remembered digests; the default keeps them in `verified.json` in the user's model folder. */
  readonly stamps?: VerifiedStamps | undefined;
  /** Told the bytes read so far of a file whose digest is being computed. */
  readonly onProgress?: ((readBytes: number, file: ModelFile) => void) | undefined;
}

const sharedStamps = new Map<string, VerifiedStamps>();

/** The stamps kept in a user's model folder; one object per folder and process. */
export function stampsIn(userFolder: string): VerifiedStamps {
  const known = sharedStamps.get(userFolder) ?? new VerifiedStamps(join(userFolder, 'verified.json'));
  sharedStamps.set(userFolder, known);
  return known;
}

/**
 * Checks that each file of the card is there with the size and SHA-256 that the card promises. Files that have not
 * changed since they were last checked are not read again.
 * @throws CallwardenError CW_MODEL_CORRUPT with the file's name and the command that mends it, CW_ABORTED
 */
export async function verifyModel(model: ResolvedModel, options: VerifyOptions = {}): Promise<void> {
  const stamps = options.stamps ?? stampsIn(modelFolders().user);
  let read = false;
  for (const file of model.card.files) {
    read = (await verifyFile(model, file, stamps, options)) || read;
  }
  if (read) await stamps.save();
}

/** True when the file had to be read. */
async function verifyFile(
  model: ResolvedModel,
  file: ModelFile,
  stamps: VerifiedStamps,
  { signal, onProgress }: VerifyOptions,
): Promise<boolean> {
  const path = model.file(file.path);
  try {
    const real = await realpath(path);
    const before = await stat(real);
    if (!before.isFile()) throw corrupt(model, path, 'is not a file');
    if (before.size !== file.bytes)
      throw corrupt(model, path, `has ${before.size} bytes instead of ${file.bytes}`);
    const wanted = stampOf(before, file.sha256);
    if (await stamps.has(real, wanted)) return false;
    const sha256 = await sha256File(real, {
      signal,
      onRead: (readBytes) => onProgress?.(readBytes, file),
    });
    if (sha256 !== file.sha256) throw corrupt(model, path, 'does not have the SHA-256 of its card');
    stamps.set(real, wanted);
    return true;
  } catch (error) {
    if (error instanceof CallwardenError) throw error;
    throw corrupt(model, path, describe(error), error);
  }
}

function corrupt(model: ResolvedModel, path: string, fault: string, cause?: unknown): CallwardenError {
  return new CallwardenError(
    'CW_MODEL_CORRUPT',
    `The model file ${path} ${fault}. Mend it with \`${mendingCommand(model)}\`.`,
    cause === undefined ? undefined : { cause },
  );
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'is missing';
  if (code === 'EACCES') return 'may not be read by this user';
  return `cannot be read (${error instanceof Error ? error.message : String(error)})`;
}

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../errors.js';
import { ModelFileSchema } from './card.js';
import { exclusively } from './mutex.js';

const PinSchema = Type.Object({
  repo: Type.String(),
  commit: Type.String(),
  pinnedAt: Type.String(),
  files: Type.Array(Type.Object({ from: Type.String(), ...ModelFileSchema.properties })),
});
const LockFileSchema = Type.Object({
  version: Type.Literal(1),
  models: Type.Record(Type.String(), PinSchema),
});
const validator = Compile(LockFileSchema);

/** The commit, sizes and digests that a model had when it was first pulled: every later pull has to bring the same. */
export type Pin = Type.Static<typeof PinSchema>;
type LockFile = Type.Static<typeof LockFileSchema>;

export function lockFilePath(userFolder: string): string {
  return join(userFolder, 'models.lock.json');
}

/**
 * The pin of a model, if it has one.
 * @throws CallwardenError CW_MODEL_CARD_INVALID when the lock file is damaged: it is never quietly overwritten
 */
export async function readPin(userFolder: string, name: string): Promise<Pin | undefined> {
  return (await readLockFile(userFolder)).models[name];
}

/** Writes a model's pin beside those of the others. */
export async function writePin(userFolder: string, name: string, pin: Pin): Promise<void> {
  const path = lockFilePath(userFolder);
  // Two pulls of different models end at any time: one reads what the other wrote.
  await using _ = await exclusively(`${path}.lock`, { waitMs: 10_000 });
  const file = await readLockFile(userFolder);
  file.models[name] = pin;
  await writeFile(`${path}.part`, `${JSON.stringify(file, null, 2)}\n`, { flush: true });
  await rename(`${path}.part`, path);
}

async function readLockFile(userFolder: string): Promise<LockFile> {
  const path = lockFilePath(userFolder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { version: 1, models: {} };
    throw damaged(path, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (validator.Check(value)) return value;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path);
}

function damaged(path: string, cause?: unknown): CallwardenError {
  return new CallwardenError(
    'CW_MODEL_CARD_INVALID',
    `${path} is damaged. Put a copy of it back, or remove it to pin afresh what the hub offers now.`,
    { cause },
  );
}

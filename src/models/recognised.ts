import { CallwardenError } from '../errors.js';
import type { ModelCard } from './card.js';

/** What was found at a path: a card without name and digests, and the files to take. */
export interface Recognised {
  readonly card: Omit<ModelCard, 'name' | 'files'>;
  readonly suggestedName: string;
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  readonly from: string;
  /** Path in the model's folder. */
  readonly path: string;
  /** The card that came along promises this. */
  readonly sha256?: string;
}

/** A model's name made of what a file is called. */
export function modelName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
  return plain.slice(0, 64) || 'model';
}

export function unusable(path: string, why: string): CallwardenError {
  return new CallwardenError('CW_MODEL_UNUSABLE', `${path} ${why}.`);
}

import { fileURLToPath } from 'node:url';
import { resolveModel } from '../../src/models/resolve.js';

/** Where the shipped models and fixtures lie, whatever folder a test is run from. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

export function fixture(name: string): string {
  return `${repository}audio-fixtures/${name}.wav`;
}

export function shippedModel(name: string) {
  return resolveModel(`${repository}models/${name}`);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { readSharedCalls } from './shared-calls.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const FIXTURES = [
  join('audio-fixtures', 'manifest.jsonl'),
  join('audio-fixtures', 'noise', 'manifest.jsonl'),
];
const REAL_CALLS = join('..', 'shared', 'calls');
const WRITTEN = ['test.jsonl.gz', 'test-heard.jsonl.gz'].map((name) => join('.cache', 'text', name));

/**
 * What is evaluated when nothing is named: the calls made for this project, real calls beside the clone where there
 * are any, and the test split of the written calls, and what was heard of it, where training/text has made them.
 */
export async function readOwnCorpora(root = ROOT): Promise<Manifest[]> {
  const found: Manifest[] = [];
  for (const corpus of [...FIXTURES, REAL_CALLS, ...WRITTEN]) {
    const path = join(root, corpus);
    if (existsSync(path)) found.push(await (corpus === REAL_CALLS ? readSharedCalls : readManifest)(path));
  }
  return found;
}

/** Corpora that the summary counts and that are not here: written without them it would lose chapters. */
export function missingCorpora(root = ROOT): string[] {
  return [...FIXTURES, REAL_CALLS, ...WRITTEN].filter((corpus) => !existsSync(join(root, corpus)));
}

/** Where the summary of such a run is kept; undefined outside of a clone. */
export function summaryFile(root = ROOT): string | undefined {
  return existsSync(join(root, 'docs')) ? join(root, 'docs', 'evaluation-summary.md') : undefined;
}

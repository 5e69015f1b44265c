import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { readSharedCalls } from './shared-calls.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What is evaluated when nothing is named: the calls made for this project, real calls beside the clone where there
 * are any, and the test split of the written calls, and what was heard of it, where training/text has made them.
 */
export async function readOwnCorpora(root = ROOT): Promise<Manifest[]> {
  const manifests = [
    join('audio-fixtures', 'manifest.jsonl'),
    join('audio-fixtures', 'noise', 'manifest.jsonl'),
  ];
  const found: Manifest[] = [];
  for (const manifest of manifests) {
    if (existsSync(join(root, manifest))) found.push(await readManifest(join(root, manifest)));
  }
  const shared = join(root, '..', 'shared', 'calls');
  if (existsSync(shared)) found.push(await readSharedCalls(shared));
  for (const name of ['test.jsonl.gz', 'test-heard.jsonl.gz']) {
    const text = join(root, '.cache', 'text', name);
    if (existsSync(text)) found.push(await readManifest(text));
  }
  return found;
}

/** Where the summary of such a run is kept; undefined outside of a clone. */
export function summaryFile(root = ROOT): string | undefined {
  return existsSync(join(root, 'docs')) ? join(root, 'docs', 'evaluation-summary.md') : undefined;
}

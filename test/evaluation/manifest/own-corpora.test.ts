import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingCorpora, readOwnCorpora } from '../../../src/evaluation/manifest/own-corpora.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-corpora-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('knows which corpora of the summary a clone lacks', async () => {
  const clone = join(folder, 'clone');
  await mkdir(join(clone, 'audio-fixtures', 'noise'), { recursive: true });
  for (const sort of ['', 'noise'])
    await writeFile(join(clone, 'audio-fixtures', sort, 'manifest.jsonl'), '');
  expect(await readOwnCorpora(clone)).toHaveLength(2);
  const written = ['.cache/text/test.jsonl.gz', '.cache/text/test-heard.jsonl.gz'];
  expect(missingCorpora(clone)).toEqual(['../shared/calls', ...written]);

  await mkdir(join(folder, 'shared', 'calls'), { recursive: true });
  await mkdir(join(clone, '.cache', 'text'), { recursive: true });
  for (const file of written) await writeFile(join(clone, file), '');
  expect(missingCorpora(clone)).toEqual([]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callwarden } from '../helpers/command.js';
import { repository } from '../helpers/shipped.js';

it('runs no call where the report could not be written', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callwarden-evaluate-'));
  const file = join(folder, 'in-the-way');
  await writeFile(file, '');
  const { status, stderr } = await callwarden([
    'evaluate',
    `${repository}audio-fixtures`,
    '--out',
    join(file, 'x'),
    // Nothing is loaded either: this ear would be missed.
    '--ear',
    'nope',
  ]);
  await rm(folder, { recursive: true });
  expect(stderr).toContain('[CW_FOLDER_UNWRITABLE]');
  expect(status).toBe(73);
});

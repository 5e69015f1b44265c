import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ExportFile } from '../../../src/cli/data/export-file.js';
import { scratch } from '../../store/open.js';

describe('the file of an export', () => {
  test('leaves the earlier one as it was until all is written', async () => {
    const folder = await scratch();
    const path = join(folder, 'calls.json');
    await writeFile(path, 'earlier');
    const file = await ExportFile.open(path);
    expect(await readFile(path, 'utf8')).toBe('earlier');
    await file.write('later');
    expect(await readFile(path, 'utf8')).toBe('later');
    expect(await readdir(folder)).toEqual(['calls.json']);
  });

  test('that is discarded leaves nothing', async () => {
    const folder = await scratch();
    const file = await ExportFile.open(join(folder, 'calls.json'));
    expect(await file.discard()).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is begun anew where a draft of the same name was left', async () => {
    const folder = await scratch();
    const path = join(folder, 'calls.json');
    await writeFile(`${path}.${process.pid}.part`, 'left behind', { mode: 0o644 });
    const file = await ExportFile.open(path);
    await file.write('whole');
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['calls.json']);
  });

  test('is where a link leads to, though nothing is there yet', async () => {
    const folder = await scratch();
    await symlink('elsewhere.json', join(folder, 'calls.json'));
    const file = await ExportFile.open(join(folder, 'calls.json'));
    await file.write('whole');
    expect(await readFile(join(folder, 'elsewhere.json'), 'utf8')).toBe('whole');
    expect(await readFile(join(folder, 'calls.json'), 'utf8')).toBe('whole');
  });

  test('does not say that nothing left where it is a pipe', async () => {
    const pipe = join(await scratch(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = promisify(execFile)('sh', ['-c', ': < "$0"', pipe]);
    const file = await ExportFile.open(pipe);
    await reader;
    await expect(file.write('words')).rejects.toMatchObject({ code: 'CW_FOLDER_UNWRITABLE' });
    expect(await file.discard()).toBe(false);
  });
});

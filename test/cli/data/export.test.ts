import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportCalls } from '../../../src/cli/data/export.js';
import { Store } from '../../../src/store/store.js';
import { recordScam, SECRET } from '../../store/events.js';
import { filesWith, openStore, scratch } from '../../store/open.js';

/** A database with two scams of one number, and an empty folder for what is exported of it. */
async function setUp() {
  const data = await scratch();
  const folder = await scratch();
  const file = join(data, 'callwarden.db');
  const { store } = openStore(file, { transcripts: true });
  recordScam(store.journal, 'one');
  recordScam(store.journal, 'two');
  const config = join(data, 'config.yaml');
  await writeFile(config, `store:\n  file: ${file}\n`);
  return {
    folder,
    out: join(folder, 'calls.json'),
    run: (out: string) => exportCalls({ config, number: '+442079460958', out }),
    /** What is written down, oldest first. */
    entries: () =>
      store.audit
        .list()
        .map(({ action, callId }) => `${action} ${callId}`)
        .reverse(),
    /** The log takes nothing more. */
    breakAudit: () => {
      const db = new Database(file);
      db.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk I/O error'); END");
      db.close();
    },
  };
}

/** Does something when the entries are written and the words are not. */
function onceWrittenDown(work: () => void): void {
  const { exportNumber } = Store.prototype;
  vi.spyOn(Store.prototype, 'exportNumber').mockImplementationOnce(function (this: Store, ...args) {
    const exported = exportNumber.apply(this, args);
    work();
    return exported;
  });
}

const said: string[] = [];

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(String(line)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  said.length = 0;
});

describe('an export to a file', () => {
  test('is written down, and is there as a whole for its owner alone', async () => {
    const { folder, out, run, entries } = await setUp();
    await run(out);
    expect(JSON.parse(await readFile(out, 'utf8')).calls).toHaveLength(2);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['calls.json']);
    expect(entries()).toEqual(['exported one', 'exported two']);
    expect(said).toEqual([`callwarden: 2 calls written to ${out}\n`]);
  });

  test('takes the place of an earlier file that others could read; a link goes on leading to it', async () => {
    const { folder, out, run } = await setUp();
    await writeFile(out, 'earlier');
    await chmod(out, 0o644);
    const link = join(folder, 'link.json');
    await symlink(out, link);
    await run(link);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await filesWith(folder, SECRET)).toEqual(['calls.json', 'link.json']);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
  });

  test('puts no word on the disk before its entries are there', async () => {
    const { folder, out, run, entries } = await setUp();
    let then: { entries: string[]; files: string[] } | undefined;
    onceWrittenDown(() => {
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
      then = { entries: entries(), files };
    });
    await run(out);
    // Its place is taken by an empty draft.
    expect(then).toEqual({ entries: ['exported one', 'exported two'], files: [''] });
  });
});

describe('an export that fails', () => {
  test.each([
    { what: 'has no folder', place: (folder: string) => join(folder, 'none', 'calls.json') },
    { what: 'would take the place of a folder', place: (folder: string) => folder },
  ])('is not written down where it $what', async ({ place }) => {
    const { folder, run, entries } = await setUp();
    await expect(run(place(folder))).rejects.toMatchObject({ code: 'CW_FOLDER_UNWRITABLE' });
    expect(entries()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves nothing, and the earlier file as it was, where it cannot be written down', async () => {
    const { folder, out, run, entries, breakAudit } = await setUp();
    await writeFile(out, 'earlier');
    breakAudit();
    await expect(run(out)).rejects.toMatchObject({ code: expect.stringMatching(/^CW_STORE_/) });
    expect(await readdir(folder)).toEqual(['calls.json']);
    expect(await readFile(out, 'utf8')).toBe('earlier');
    expect(entries()).toEqual([]);
  });

  test('leaves nothing, and an entry that says so, where it was written down already', async () => {
    const { folder, out, run, entries } = await setUp();
    onceWrittenDown(() => mkdirSync(join(out, 'in-the-way'), { recursive: true }));
    await expect(run(out)).rejects.toMatchObject({ code: 'CW_FOLDER_UNWRITABLE' });
    expect(await readdir(folder)).toEqual(['calls.json']);
    expect(await readdir(out)).toEqual(['in-the-way']);
    expect(entries()).toEqual(['exported one', 'exported two', 'export-failed one', 'export-failed two']);
    expect(said).toEqual([]);
  });
});

test('a pipe gets the export, and stays a pipe', async () => {
  const { folder, run, entries } = await setUp();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = promisify(execFile)('cat', [pipe]);
  await run(pipe);
  expect(JSON.parse((await read).stdout).calls).toHaveLength(2);
  expect(await readdir(folder)).toEqual(['pipe']);
  expect((await stat(pipe)).isFIFO()).toBe(true);
  expect(entries()).toEqual(['exported one', 'exported two']);
});

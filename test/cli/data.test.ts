import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test, vi } from 'vitest';
import { callwarden } from '../helpers/command.js';
import { ended, facts, recordOrdinary, recordScam, SECRET, scamEvents, turn } from '../store/events.js';
import { filesWith, openStore, scratch } from '../store/open.js';

// Each command is a process of its own, and starts slowly on a machine that is busy with the other tests.
vi.setConfig({ testTimeout: 240_000 });

const KEY = 'k'.repeat(64);

/** A data folder with two scams of one number and an ordinary call, and the command run on it. */
async function setUp(key?: string) {
  const folder = await scratch();
  const file = join(folder, 'callwarden.db');
  const env = { CALLWARDEN_DATA: folder, ...(key === undefined ? {} : { CALLWARDEN_STORE_KEY: key }) };
  const made = join(await scratch(), 'made.db');
  const { store } = openStore(made, { transcripts: true }, { env });
  recordScam(store.journal, 'one');
  recordScam(store.journal, 'two', facts({ remote: { number: '0044 2079460958' } }));
  recordOrdinary(store.journal, 'three', facts({ remote: { number: '0611' } }));
  await store.close();
  // This process may keep the file that it made open for a while.
  await copyFile(made, file);
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    callwarden(['data', ...args], { env: { ...env, ...more } });
  return { folder, file, run };
}

describe('callwarden data', () => {
  test('info, calls, export, delete, purge and audit, one after the other', async () => {
    const { folder, file, run } = await setUp();
    const info = await run(['info']);
    expect(info).toMatchObject({ status: 0, stderr: '' });
    expect(info.stdout).toContain(file);
    expect(info.stdout).toMatch(/Encrypted +no\n.*\nCalls +3, kept 90 days/);

    const listed = await run(['calls', '--level', 'scam']);
    expect(listed.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['CALL', 'two', 'one', '']);
    expect(JSON.parse((await run(['calls', '--search', 'sunday', '--json'])).stdout)).toEqual([
      expect.objectContaining({ callId: 'three' }),
    ]);

    const exported = JSON.parse((await run(['export', '--call', 'one'])).stdout);
    expect(exported).toMatchObject({ format: 'callwarden-export', version: 1, calls: [{ callId: 'one' }] });
    expect(exported.calls[0].turns[0].text).toContain(SECRET);
    const out = join(folder, 'export.json');
    await run(['export', '--number', '+44 20 7946 0958', '--out', out]);
    expect(JSON.parse(await readFile(out, 'utf8')).calls).toHaveLength(2);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    await writeFile(out, '');

    const unasked = await run(['delete', '--number', '+442079460958']);
    expect(unasked.status).toBe(64);
    expect(unasked.stderr).toContain(
      'Delete 2 calls with that number for good? Nobody can be asked here: add --yes',
    );
    const deleted = await run(['delete', '--number', '+442079460958', '--yes']);
    expect(deleted).toMatchObject({ status: 0, stdout: '✓ 2 calls deleted\n' });
    expect(await filesWith(folder, SECRET)).toEqual([]);
    expect((await run(['delete', '--number', '+442079460958', '--yes'])).stdout).toContain(
      'No call with that number',
    );
    expect(await run(['delete', '--call', 'one', '--yes'])).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('CW_STORE_CALL_UNKNOWN'),
    });

    // The calls are of a day long gone.
    expect((await run(['purge'])).stdout).toMatch(/^✓ removed: \d+ calls?, /);
    const audit = await run(['audit']);
    expect(audit.stdout.split('\n').map((line) => line.split(/ {2,}/)[3])).toEqual([
      'WHAT',
      'purged',
      'deleted',
      'deleted',
      'exported',
      'exported',
      'exported',
      'searched',
      undefined,
    ]);
    expect(audit.stderr).toMatch(/7 entries, none changed; the last has the hash [0-9a-f]{64}/);
    const head = /[0-9a-f]{64}/.exec(audit.stderr)?.[0] ?? '';
    expect((await run(['audit', '--head', head])).status).toBe(0);
    expect(await run(['audit', '--head', 'f'.repeat(64)])).toMatchObject({
      status: 65,
      stderr: expect.stringContaining('no entry has that hash'),
    });
  });

  test('encrypt and rekey: the words are gone from the files, and only the latest key opens them', async () => {
    const { folder, file, run } = await setUp();
    const keyFile = join(folder, 'new.key');
    await writeFile(keyFile, `${'n'.repeat(64)}\n`);
    const asked = await run(['encrypt']);
    expect(asked).toMatchObject({ status: 66, stderr: expect.stringContaining('There is no key') });
    const rekey = ['rekey', '--new-key-file', keyFile, '--yes'];
    expect(await run(rekey)).toMatchObject({ status: 78, stderr: expect.stringContaining('CW_STORE_PLAIN') });
    expect((await run(['info'])).stdout).toMatch(/Encrypted +no/);
    const plain = await run(['info'], { CALLWARDEN_STORE_KEY: KEY });
    expect(plain).toMatchObject({ status: 78, stderr: expect.stringContaining('`callwarden data encrypt`') });

    expect((await run(['encrypt', '--yes'], { CALLWARDEN_STORE_KEY: KEY })).stdout).toContain(
      `${file} is encrypted`,
    );
    expect(await filesWith(folder, SECRET)).toEqual([]);
    expect((await run(['info'])).stderr).toContain('CW_STORE_KEY_MISSING');
    expect((await run(['info'], { CALLWARDEN_STORE_KEY: KEY })).stdout).toMatch(/Calls +3/);
    expect((await run(['encrypt', '--yes'], { CALLWARDEN_STORE_KEY: KEY })).stdout).toContain(
      'encrypted already',
    );

    expect(await run(rekey, { CALLWARDEN_STORE_KEY: 'x'.repeat(64) })).toMatchObject({
      status: 77,
      stderr: expect.stringContaining('CW_STORE_KEY_WRONG'),
    });
    expect((await run(rekey, { CALLWARDEN_STORE_KEY: KEY })).stdout).toContain('has the new key');
    expect((await run(['info'], { CALLWARDEN_STORE_KEY: KEY })).status).toBe(77);
    const config = join(folder, 'config.yaml');
    await writeFile(config, `store:\n  keyFile: ${keyFile}\n`);
    expect((await run(['info', '--config', config])).stdout).toMatch(/Encrypted +yes/);
  });

  test('while the service has it open calls can be deleted, and it is not encrypted under it', async () => {
    const { folder, file, run } = await setUp();
    const { store } = openStore(file, { transcripts: true });
    const { journal } = store;
    for (const event of scamEvents('live')) journal.record(event, facts());
    expect((await run(['delete', '--number', '+442079460958', '--yes'])).stdout).toBe('✓ 3 calls deleted\n');
    journal.record(turn('live', 't9', 'still talking'), facts());
    journal.record(ended('live'), facts());
    recordScam(journal, 'next', facts(), 'other words');
    expect(journal.health()).toEqual({ pending: 0, dropped: 0, failure: null });
    expect(
      store
        .history()
        .calls.map(({ callId }) => callId)
        .sort(),
    ).toEqual(['next', 'three']);
    expect(store.audit.verify().intact).toBe(true);

    expect(await run(['encrypt', '--yes'], { CALLWARDEN_STORE_KEY: KEY })).toMatchObject({
      status: 75,
      stderr: expect.stringContaining('CW_STORE_BUSY'),
    });
    expect(await filesWith(folder, SECRET)).toEqual([]);
  });

  test('while somebody reads the database, a deletion says that it is not finished, and a purge finishes it', async () => {
    const { folder, file, run } = await setUp();
    const reader = new Database(file);
    reader.exec('BEGIN; SELECT count(*) FROM calls');
    expect(await run(['delete', '--call', 'one', '--yes'])).toMatchObject({
      status: 75,
      stdout: '✓ 1 call deleted\n',
      stderr: expect.stringContaining('may still lie in the files'),
    });
    reader.close();
    expect((await run(['purge'])).status).toBe(0);
    expect(await filesWith(folder, SECRET)).toEqual([]);
  });

  test('looking where nothing is remembered does not begin to remember', async () => {
    const folder = join(await scratch(), 'new');
    for (const args of [['info'], ['calls'], ['purge'], ['audit'], ['encrypt', '--yes']]) {
      const result = await callwarden(['data', ...args], { env: { CALLWARDEN_DATA: folder } });
      expect(result).toMatchObject({
        status: 66,
        stderr: expect.stringContaining('There is no database at'),
      });
    }
    expect(await stat(folder).catch(() => 'nothing')).toBe('nothing');
  });

  test('an export that has no call, or no place to go, is told', async () => {
    const { file, run } = await setUp();
    expect(await run(['export', '--call', 'one', '--out', join(file, 'below')])).toMatchObject({
      status: 73,
      stderr: expect.stringContaining('CW_FOLDER_UNWRITABLE'),
    });
    expect(await run(['export', '--number', 'xyz'])).toMatchObject({
      status: 0,
      stderr: 'callwarden: no call with that number is remembered\n',
    });
  });

  test('what is not understood is said', async () => {
    const { run } = await setUp();
    expect(await run(['delete', '--yes'])).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('Say which'),
    });
    expect((await run(['export', '--call', 'one', '--number', '2'])).status).toBe(64);
    expect((await run(['calls', '--level', 'awful'])).status).toBe(64);
    expect(await run(['calls', '--limit', '201'])).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('from 1 to 200'),
    });
    const help = await callwarden(['data', '--help']);
    for (const command of ['info', 'calls', 'export', 'delete', 'purge', 'audit', 'encrypt', 'rekey']) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });
});

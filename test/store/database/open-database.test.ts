import { mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storeFile } from '../../../src/store/location.js';
import { Store } from '../../../src/store/store.js';
import { recordScam, SECRET } from '../events.js';
import { filesWith, OPERATOR, openStore, scratch, storeConfig } from '../open.js';

const KEY = 'k'.repeat(32);
const withKey = { env: { CALLWARDEN_STORE_KEY: KEY } };

/** The error that opening gives, with the file left as it was. */
async function refusal(file: string, env: NodeJS.ProcessEnv = {}, keyFile: string | null = null) {
  const before = await readFile(file).catch(() => undefined);
  let error: unknown;
  try {
    await Store.open(storeConfig(file, { keyFile }), { env }).close();
  } catch (thrown) {
    error = thrown;
  }
  if (before) expect((await readFile(file)).equals(before)).toBe(true);
  return error;
}

async function made(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const file = join(await scratch(), 'c.db');
  const { store } = openStore(file, { transcripts: true }, { env });
  for (let n = 0; n < 40; n++) recordScam(store.journal, `office-${n}`);
  await store.close();
  return file;
}

describe('where it is', () => {
  test('the configuration, then CALLWARDEN_DATA, then the XDG data folder', () => {
    expect(storeFile({ file: '/x/y.db' }, { CALLWARDEN_DATA: '/data' })).toBe('/x/y.db');
    expect(storeFile({ file: null }, { CALLWARDEN_DATA: '/data', XDG_DATA_HOME: '/xdg' })).toBe(
      '/data/callwarden.db',
    );
    expect(storeFile({ file: null }, { XDG_DATA_HOME: '/xdg' })).toBe('/xdg/callwarden/callwarden.db');
    expect(storeFile({ file: null }, { XDG_DATA_HOME: 'relative' })).toMatch(
      /\/\.local\/share\/callwarden\/callwarden\.db$/,
    );
  });

  test('folder, database and journal are for this user alone', async () => {
    const file = join(await scratch(), 'deep', 'er', 'c.db');
    const { store } = openStore(file);
    recordScam(store.journal, 'office-1');
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    for (const path of [file, `${file}-wal`, `${file}-shm`])
      expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('what was written is there after a restart, and closing twice is fine', async () => {
    const file = await made();
    const { store } = openStore(file);
    expect(store.call('office-7', OPERATOR)?.turns).toHaveLength(1);
    await store.close();
    await store.close();
    expect((await stat(`${file}-wal`).catch(() => ({ size: 0 }))).size).toBe(0);
  });

  test('two processes may have it open; one that writes for too long is named', async () => {
    const file = await made();
    const { store } = openStore(file, {}, { busyMs: 20 });
    const other = openStore(file, {}, { busyMs: 20 }).store;
    store.feedback('office-1', 'was-scam', OPERATOR);
    expect(other.call('office-1', OPERATOR)?.feedback?.verdict).toBe('was-scam');
    const { default: Database } = await import('libsql');
    const holder = new Database(file);
    holder.exec('BEGIN IMMEDIATE');
    expect(() => store.feedback('office-1', 'not-scam', OPERATOR)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_BUSY', message: expect.stringContaining(file) }),
    );
    holder.exec('ROLLBACK');
    store.feedback('office-1', 'not-scam', OPERATOR);
  });
});

describe('encryption', () => {
  test('no word and no number is in any file, also while it is open', async () => {
    const folder = await scratch();
    const { store } = openStore(join(folder, 'c.db'), { transcripts: true, alertText: true }, withKey);
    recordScam(store.journal, 'office-1');
    for (const words of [SECRET, '7946', 'Mallory', 'CREATE TABLE', 'SQLite format']) {
      expect(await filesWith(folder, words), words).toEqual([]);
    }
    await store.close();
    expect(await filesWith(folder, SECRET)).toEqual([]);
    const again = openStore(join(folder, 'c.db'), {}, withKey);
    expect(again.store.encrypted).toBe(true);
    expect(again.store.call('office-1', OPERATOR)?.turns).toHaveLength(1);
  });

  test('the key file goes before the environment; its first line counts', async () => {
    const file = await made(withKey.env);
    const keyFile = join(dirname(file), 'key');
    await writeFile(keyFile, `${KEY}\nmade on Sunday\n`);
    expect(await refusal(file, { CALLWARDEN_STORE_KEY: 'other'.repeat(10) }, keyFile)).toBeUndefined();
  });

  test('a wrong key, no key, a short key, a missing key file and a key too many are told apart', async () => {
    const file = await made(withKey.env);
    expect(await refusal(file, { CALLWARDEN_STORE_KEY: 'x'.repeat(32) })).toMatchObject({
      code: 'CW_STORE_KEY_WRONG',
      message: `The key does not open ${file}: give the one it was made with.`,
    });
    expect(await refusal(file)).toMatchObject({
      code: 'CW_STORE_KEY_MISSING',
      message: `${file} is encrypted: set \`store.keyFile\` or CALLWARDEN_STORE_KEY.`,
    });
    expect(await refusal(file, { CALLWARDEN_STORE_KEY: 'hunter2' })).toMatchObject({
      code: 'CW_STORE_KEY_WEAK',
      message: expect.stringMatching(/CALLWARDEN_STORE_KEY has fewer than 32 .*openssl rand/),
    });
    expect(await refusal(file, {}, '/nowhere/key')).toMatchObject({
      code: 'CW_STORE_KEY_MISSING',
      message: expect.stringContaining('/nowhere/key'),
    });
    expect(await refusal(await made(), withKey.env)).toMatchObject({
      code: 'CW_STORE_PLAIN',
      message: expect.stringContaining('`callwarden data encrypt`'),
    });
  });
});

describe('a file that cannot be used is left as it is', () => {
  test('something else', async () => {
    const file = join(await scratch(), 'c.db');
    await writeFile(file, 'Dear diary, '.repeat(1000));
    expect(await refusal(file)).toMatchObject({
      code: 'CW_STORE_BROKEN',
      message: expect.stringContaining(file),
    });
    expect(await refusal(file, withKey.env)).toMatchObject({ code: 'CW_STORE_BROKEN' });
    await writeFile(file, 'x');
    expect(await refusal(file)).toMatchObject({ code: 'CW_STORE_BROKEN' });
  });

  test.each([
    { kind: 'plain', env: {} },
    { kind: 'encrypted', env: withKey.env },
  ])('a $kind database cut short, or with a page overwritten', async ({ env }) => {
    const cut = await made(env);
    await truncate(cut, 3 * 4096);
    expect(await refusal(cut, env)).toMatchObject({ code: 'CW_STORE_BROKEN' });

    const overwritten = await made(env);
    const bytes = await readFile(overwritten);
    bytes.fill(0xa5, 4096 * 2, 4096 * 6);
    await writeFile(overwritten, bytes);
    expect(await refusal(overwritten, env)).toMatchObject({
      code: 'CW_STORE_BROKEN',
      message: expect.stringMatching(/is damaged \(.*\): put a copy in its place/),
    });
  });

  test('a folder where the file should be, and a file where the folder should be', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'c.db'));
    expect(await refusal(join(folder, 'c.db'))).toMatchObject({ code: 'CW_STORE_UNWRITABLE' });
    await writeFile(join(folder, 'file'), '');
    expect(await refusal(join(folder, 'file', 'c.db'))).toMatchObject({
      code: 'CW_STORE_UNWRITABLE',
      message: expect.stringContaining('CALLWARDEN_DATA'),
    });
  });
});

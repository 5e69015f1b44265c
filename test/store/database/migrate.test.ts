import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Connection } from '../../../src/store/database/connection.js';
import type { Migration } from '../../../src/store/database/migrate.js';
import { openDatabase } from '../../../src/store/database/open-database.js';
import { MIGRATIONS } from '../../../src/store/database/schema.js';
import { recordScam, SECRET } from '../events.js';
import { filesWith, openStore, scratch } from '../open.js';

const KEY = 'k'.repeat(32);
const newest = MIGRATIONS.length;
const NEXT: Migration = {
  version: newest + 1,
  sql: `ALTER TABLE calls ADD COLUMN note TEXT; UPDATE calls SET note = 'from the upgrade';`,
};
const FAILING: Migration = {
  version: newest + 2,
  sql: 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);',
};

async function released(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const file = join(await scratch(), 'c.db');
  const { store } = openStore(file, { transcripts: true }, { env });
  recordScam(store.journal, 'office-1');
  await store.close();
  return file;
}

describe('upgrades of the schema', () => {
  test('versions go up by one and nothing of them is missing', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  test('a copy is made first, and opens as the database did before', async () => {
    const file = await released();
    const db = openDatabase(file, { migrations: [...MIGRATIONS, NEXT] });
    expect(db.first('SELECT id, note FROM calls')).toMatchObject({
      id: 'office-1',
      note: 'from the upgrade',
    });
    db.close();
    const copy = `${file}.v${newest}.bak`;
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    const { store } = openStore(copy);
    expect(store.history().calls).toHaveLength(1);
  });

  test('the copy of an encrypted database is encrypted with its key', async () => {
    const file = await released({ CALLWARDEN_STORE_KEY: KEY });
    openDatabase(file, { key: KEY, migrations: [...MIGRATIONS, NEXT] }).close();
    expect(await readdir(dirname(file))).toContain(`c.db.v${newest}.bak`);
    expect(await filesWith(dirname(file), SECRET)).toEqual([]);
    expect(await filesWith(dirname(file), 'SQLite format 3')).toEqual([]);
    const { store } = openStore(`${file}.v${newest}.bak`, {}, { env: { CALLWARDEN_STORE_KEY: KEY } });
    expect(store.history().calls).toHaveLength(1);
  });

  test('a step that fails leaves the steps before it, and nothing of itself', async () => {
    const file = await released();
    await writeFile(`${file}.v${newest}.bak`, 'left by an attempt that was cut short');
    expect(() => openDatabase(file, { migrations: [...MIGRATIONS, NEXT, FAILING] })).toThrow(
      expect.objectContaining({ code: 'CW_STORE_FAILED', message: expect.stringContaining('nowhere') }),
    );
    const db = new Connection(file, { busyMs: 100 });
    expect(db.count('PRAGMA user_version')).toBe(newest + 1);
    expect(db.count("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")).toBe(0);
    db.close();
    openDatabase(file, { migrations: [...MIGRATIONS, NEXT] }).close();
  });

  test('a new database needs no copy', async () => {
    const file = join(await scratch(), 'c.db');
    openDatabase(file, { migrations: [...MIGRATIONS, NEXT] }).close();
    expect((await readdir(dirname(file))).filter((name) => name.endsWith('.bak'))).toEqual([]);
  });

  test('a database that a newer program wrote is refused', async () => {
    const file = join(await scratch(), 'c.db');
    openDatabase(file, { migrations: [...MIGRATIONS, NEXT] }).close();
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({
        code: 'CW_STORE_NEWER',
        message: expect.stringContaining(`has schema ${newest + 1} and this Callwarden knows ${newest}`),
      }),
    );
  });
});

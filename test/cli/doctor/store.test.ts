import { existsSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { checkStore } from '../../../src/cli/doctor/store.js';
import { defaultConfig } from '../../../src/config/load.js';
import { openDatabase } from '../../../src/store/database/open-database.js';
import { scratch } from '../../store/open.js';

const KEY = 'k'.repeat(64);
const config = (file: string) => ({ ...defaultConfig().store, file });
const first = async (file: string, env = {}) => (await checkStore(config(file), env))[0];

test('a database that is not there yet is not made by looking', async () => {
  const file = join(await scratch(), 'new', 'c.db');
  expect(await first(file)).toMatchObject({ status: 'ok', detail: expect.stringContaining('first runs') });
  expect(existsSync(file)).toBe(false);
});

test('one that is whole is ok, with room and what is kept for how long', async () => {
  const file = join(await scratch(), 'c.db');
  openDatabase(file).close();
  const findings = await checkStore(config(file), {});
  expect(findings.map(({ id }) => id)).toEqual(['store', 'store-room', 'retention']);
  expect(findings[0]).toMatchObject({ status: 'ok', detail: `${file} is whole and writable, not encrypted` });
  expect(findings[2]?.detail).toContain('transcripts 14 days');
});

test('one that is encrypted needs its key', async () => {
  const file = join(await scratch(), 'c.db');
  openDatabase(file, { key: KEY }).close();
  expect(await first(file, { CALLWARDEN_STORE_KEY: KEY })).toMatchObject({ status: 'ok' });
  expect(await first(file, { CALLWARDEN_STORE_KEY: 'x'.repeat(64) })).toMatchObject({ status: 'fail' });
  expect(await first(file)).toMatchObject({ status: 'fail', detail: expect.stringContaining('key') });
});

test('one that is damaged or of a newer version fails', async () => {
  const file = join(await scratch(), 'c.db');
  openDatabase(file).close();
  const db = new Database(file);
  db.exec('PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  expect(await first(file)).toMatchObject({ status: 'fail', detail: expect.stringContaining('newer') });
  await truncate(file, 9000);
  expect(await first(file)).toMatchObject({ status: 'fail', detail: expect.stringContaining('damaged') });
});

test('what is kept for ever is warned of', async () => {
  const store = config(join(await scratch(), 'c.db'));
  const findings = await checkStore({ ...store, keepDays: { ...store.keepDays, alerts: null } }, {});
  expect(findings.at(-1)).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('alerts for ever'),
  });
});

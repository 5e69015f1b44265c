import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rekeyDatabase } from '../../../src/store/database/rekey.js';
import { facts, recordScam, SECRET } from '../events.js';
import { filesWith, openStore, scratch } from '../open.js';

const CHILD = fileURLToPath(new URL('../fixtures/rekey-child.mjs', import.meta.url));
const OLD = 'o'.repeat(64);
const NEW = 'n'.repeat(64);
const CALLS = 300;
const ROUNDS = 8;
const env = (key: string) => (key === '' ? {} : { CALLWARDEN_STORE_KEY: key });

async function made(key: string): Promise<string> {
  const file = join(await scratch(), 'made.db');
  const { store } = openStore(file, { transcripts: true }, { env: env(key) });
  for (let n = 0; n < CALLS; n++)
    recordScam(store.journal, `call-${n}`, facts(), `${SECRET} ${'padding '.repeat(200)}`);
  await store.close();
  return file;
}

/** Opens with the new key first, as a configuration has it that was changed before; else with the old one. */
async function openAs(file: string, keys: readonly string[]): Promise<string | undefined> {
  for (const key of keys) {
    try {
      const { store } = openStore(file, {}, { env: env(key) });
      expect(store.stats()).toMatchObject({ calls: CALLS, alerts: CALLS, transcripts: CALLS });
      await store.close();
      return key;
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^CW_STORE_(KEY_WRONG|PLAIN)$/) });
    }
  }
  return undefined;
}

test.each([
  { kind: 'a plain', key: '' },
  { kind: 'an encrypted', key: OLD },
])(
  'killed while $kind database gets another key, it has the one or the other, whole',
  async ({ key }) => {
    const original = await made(key);
    const found = new Set<string | undefined>();
    for (let round = 0; round < ROUNDS; round++) {
      const file = join(await scratch(), 'c.db');
      await copyFile(original, file);
      const child = spawn(process.execPath, [CHILD, file, key, NEW], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      await once(child.stdout, 'data');
      await delay(Math.random() * 80);
      child.kill('SIGKILL');
      await closed;
      const opens = await openAs(file, [NEW, key]);
      found.add(opens);
      // Nothing plain is left beside a database that is opened encrypted.
      expect((await readdir(dirname(file))).filter((name) => name.endsWith('.rekey'))).toEqual([]);
    }
    expect(found.has(undefined)).toBe(false);
  },
  240_000,
);

test('not killed, only the new key opens it, and no word is left in plain', async () => {
  const original = await made('');
  const file = join(await scratch(), 'c.db');
  await copyFile(original, file);
  rekeyDatabase(file, undefined, NEW);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await filesWith(dirname(file), SECRET)).toEqual([]);
  expect(await openAs(file, [OLD, NEW])).toBe(NEW);
});

test('with a wrong key nothing is changed', async () => {
  const original = await made(OLD);
  const file = join(await scratch(), 'c.db');
  await copyFile(original, file);
  expect(() => rekeyDatabase(file, 'w'.repeat(64), NEW)).toThrow(
    expect.objectContaining({ code: 'CW_STORE_KEY_WRONG' }),
  );
  expect(await openAs(file, [OLD])).toBe(OLD);
});

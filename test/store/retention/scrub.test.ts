import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CallwardenError } from '../../../src/errors.js';
import { Connection } from '../../../src/store/database/connection.js';
import { openDatabase } from '../../../src/store/database/open-database.js';
import { Scrubber } from '../../../src/store/retention/scrub.js';
import { recordScam, SECRET } from '../events.js';
import { filesWith, OPERATOR, openStore, scratch } from '../open.js';

const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers().restoreAllMocks());
});

/** mulberry32: the same rows each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('rows that SQLite moved about leave nothing behind, which secure_delete alone does not see to', async () => {
  const file = join(await scratch(), 'c.db');
  const db = openDatabase(file);
  const leftAfter = async (clean: () => void) => {
    clean();
    return (await readFile(file)).toString('latin1').split('SECRET').length - 1;
  };
  const random = seeded(2);
  for (let call = 0; call < 400; call++) {
    db.run(`INSERT INTO calls (seq, id, line, direction, started_at, level_at, ear, gate)
      VALUES (${call}, '${call}', 'office', 'unknown', 0, 0, '', '')`);
  }
  // Turns grow in calls that go on side by side.
  for (let round = 0; round < 10; round++) {
    db.transaction(() => {
      for (let n = 0; n < 400; n++) {
        const call = Math.floor(random() * 400);
        const text = (call % 2 === 0 ? 'kept' : 'SECRET') + 'x'.repeat(random() * 900);
        db.run(
          `INSERT INTO turns VALUES (?, ?, 0, 'remote', 0, 0, ?, 1, 0) ON CONFLICT DO UPDATE SET text = excluded.text`,
          [call, `t${Math.floor(random() * 3)}`, text],
        );
      }
    });
  }
  db.run('DELETE FROM turns WHERE call % 2 = 1');
  expect(await leftAfter(() => db.all('PRAGMA wal_checkpoint(TRUNCATE)'))).toBeGreaterThan(0);
  const scrubber = new Scrubber(db, (error) => expect.fail(error.message));
  expect(await leftAfter(() => scrubber.scrub())).toBe(0);
  expect(db.count("SELECT count(*) FROM turns WHERE text LIKE 'kept%'")).toBeGreaterThan(300);
  db.close();
});

test('what another process keeps in the journal is owed, told once, and gone when that has finished', async () => {
  const folder = await scratch();
  const file = join(folder, 'c.db');
  const onFailure = vi.fn();
  const { store } = openStore(file, { transcripts: true }, { busyMs: 1, onFailure });
  recordScam(store.journal, 'bad');
  const reader = new Database(file);
  onTestFinished(() => void reader.close());
  reader.exec('BEGIN; SELECT count(*) FROM calls');
  store.deleteCall('bad', OPERATOR);
  vi.advanceTimersByTime(3 * MINUTE_MS);
  expect(await filesWith(folder, SECRET)).not.toEqual([]);
  expect(store.unscrubbed?.message).not.toContain(file);
  expect(onFailure.mock.calls).toEqual([[expect.objectContaining({ code: 'CW_STORE_BUSY' })]]);

  reader.exec('COMMIT');
  vi.advanceTimersByTime(MINUTE_MS);
  expect(await filesWith(folder, SECRET)).toEqual([]);
  expect(store.unscrubbed).toBeNull();
});

test('a database that cannot be written anew is written so later, and the call is deleted all the same', async () => {
  const folder = await scratch();
  const { store } = openStore(join(folder, 'c.db'), { transcripts: true });
  recordScam(store.journal, 'bad');
  // A fake: a disk with room for a row and not for a database.
  const exec = vi.spyOn(Connection.prototype, 'exec').mockImplementation(function (this: Connection, sql) {
    if (sql === 'VACUUM') throw new CallwardenError('CW_STORE_FULL', 'full');
    this.run(sql);
  });
  store.deleteCall('bad', OPERATOR);
  expect(store.history().calls).toEqual([]);
  expect(store.unscrubbed?.code).toBe('CW_STORE_FULL');

  exec.mockRestore();
  vi.advanceTimersByTime(MINUTE_MS);
  expect(store.unscrubbed).toBeNull();
  expect(await filesWith(folder, SECRET)).toEqual([]);
});

test('a deletion whose copies from upgrades cannot be removed is none', async () => {
  const folder = await scratch();
  const { store } = openStore(join(folder, 'c.db'));
  recordScam(store.journal, 'bad');
  // A folder cannot be removed as a file is.
  await mkdir(join(folder, 'c.db.v1.bak'));
  expect(() => store.deleteCall('bad', OPERATOR)).toThrow();
  expect(store.has('bad')).toBe(true);
});

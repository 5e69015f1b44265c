import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, test, vi } from 'vitest';
import type { CallwardenError } from '../../../src/errors.js';
import { PendingWrites } from '../../../src/store/journal/pending-writes.js';
import { ended, facts, recordScam, scamEvents, started, turn } from '../events.js';
import { OPERATOR, openStore, scratch, storeConfig } from '../open.js';

const FULL_DISK = fileURLToPath(new URL('../fixtures/full-disk.mjs', import.meta.url));

/** What another process sees, without the help of ours. */
function seenOutside(file: string, sql: string): unknown[] {
  const db = new Database(file);
  const rows = db.prepare(sql).raw().all();
  db.close();
  return rows;
}

describe('when things are written', () => {
  test('an alert is there for others when `record` returns, with the words before it', async () => {
    const file = join(await scratch(), 'c.db');
    const { store } = openStore(file, { transcripts: true });
    const events = scamEvents('office-1');
    for (const event of events.slice(0, -1)) store.journal.record(event, facts());
    expect(seenOutside(file, 'SELECT id FROM calls')).toEqual([]);
    for (const event of events.slice(-1)) store.journal.record(event, facts());
    expect(seenOutside(file, 'SELECT level FROM alerts')).toEqual([['scam']]);
    expect(seenOutside(file, 'SELECT final FROM turns')).toEqual([[1]]);
  });

  test('the rest follows within a second, the latest text of a turn only', async () => {
    const file = join(await scratch(), 'c.db');
    const { store } = openStore(file, { transcripts: true });
    store.journal.record(started('office-1'), facts());
    for (const text of ['one', 'one two', 'one two three']) {
      store.journal.record(turn('office-1', 't1', text, false), facts());
    }
    expect(store.journal.health().pending).toBe(2);
    await vi.waitFor(
      () => expect(seenOutside(file, 'SELECT text FROM turns')).toEqual([['one two three']]),
      20_000,
    );
    expect(store.journal.health().pending).toBe(0);
  });

  test('events of a call that was never begun are left out', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    store.journal.record(ended('nobody'), facts());
    expect(store.history().calls).toEqual([]);
  });
});

describe('when writing fails', () => {
  test('another process holds the database: nothing is lost, and it is told once', async () => {
    const file = join(await scratch(), 'c.db');
    const told: CallwardenError[] = [];
    const { store } = openStore(file, {}, { busyMs: 1, onFailure: (error) => told.push(error) });
    const { journal } = store;
    const holder = new Database(file);
    holder.exec('BEGIN IMMEDIATE');
    for (const callId of ['a', 'b', 'c']) recordScam(journal, callId);
    expect(told.map(({ code }) => code)).toEqual(['CW_STORE_BUSY']);
    expect(journal.health().failure?.code).toBe('CW_STORE_BUSY');
    holder.exec('ROLLBACK');
    journal.flush();
    expect(journal.health()).toEqual({ pending: 0, dropped: 0, failure: null });
    expect(store.stats()).toMatchObject({ calls: 3, alerts: 3 });
  });

  test('a row that the schema refuses is left out, told, and holds nothing back', async () => {
    const told: CallwardenError[] = [];
    const { store } = openStore(
      join(await scratch(), 'c.db'),
      { transcripts: true },
      { onFailure: (error) => told.push(error) },
    );
    const { journal } = store;
    journal.record(started('a'), facts());
    const broken = turn('a', 't1', 'hello');
    if (broken.type === 'turn') journal.record({ ...broken, confidence: Number.NaN }, facts());
    journal.record(turn('a', 't2', 'hello'), facts());
    journal.record(ended('a'), facts());
    expect(told).toHaveLength(1);
    expect(journal.health()).toEqual({ pending: 0, dropped: 1, failure: null });
    expect(store.call('a', OPERATOR)?.turns.map(({ id }) => id)).toEqual(['t2']);
  });

  const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  if (!canMount)
    console.log('skipped: a full and a read-only disk (this machine allows no mount namespaces)');
  test.skipIf(!canMount)('a disk that is full, and one that is read-only', async () => {
    const config = JSON.stringify(storeConfig('', { transcripts: true }));
    const call = JSON.stringify([...scamEvents('call'), ended('call')]);
    const child = spawnSync(
      'unshare',
      ['-rm', process.execPath, FULL_DISK, await scratch(), config, call, JSON.stringify(facts())],
      { encoding: 'utf8' },
    );
    expect(child.stderr).toBe('');
    const said = JSON.parse(child.stdout);
    expect(said.failures).toEqual(['CW_STORE_FULL']);
    expect(said.full).toMatchObject({ dropped: 0, failure: { code: 'CW_STORE_FULL' } });
    expect(said.feedback).toMatchObject({
      code: 'CW_STORE_FULL',
      message: expect.stringMatching(/is full: free some room\.$/),
    });
    expect(said.freed).toEqual({ pending: 0, dropped: 0, failure: null });
    expect(said.alerts).toBe(1);
    expect(said.openedFull).toMatchObject({ code: 'CW_STORE_FULL' });
    expect(said.openedReadOnly).toMatchObject({ code: 'CW_STORE_UNWRITABLE' });
    expect(said.openedNewReadOnly).toMatchObject({ code: 'CW_STORE_UNWRITABLE' });
  });
});

describe('what waits', () => {
  const write = (n: number, owed: boolean) => ({ sql: '', parameters: [n], owed });
  const order = (pending: PendingWrites) => [...pending.all()].map(({ parameters }) => parameters[0]);

  test('the oldest that is not owed goes first when there is no room, and is counted', () => {
    const pending = new PendingWrites(3);
    pending.add(write(1, true));
    for (const n of [2, 3, 4, 5]) pending.add(write(n, false));
    expect(order(pending)).toEqual([1, 4, 5]);
    for (const n of [6, 7, 8]) pending.add(write(n, true));
    expect(order(pending)).toEqual([1, 6, 7, 8]);
    expect(pending.dropped).toBe(4);
  });

  test('the same key takes the place of what waits', () => {
    const pending = new PendingWrites(3);
    pending.add(write(1, false), 'a');
    pending.add(write(2, false), 'b');
    pending.add(write(3, false), 'a');
    expect(order(pending)).toEqual([3, 2]);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import type { CallwardenError } from '../../../src/errors.js';
import { ended, facts, recordScam, scamEvents, started, turn } from '../events.js';
import { OPERATOR, openStore, scratch, storeConfig } from '../open.js';

const FULL_DISK = fileURLToPath(new URL('../fixtures/full-disk.mjs', import.meta.url));

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

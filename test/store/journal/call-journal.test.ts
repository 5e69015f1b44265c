import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test, vi } from 'vitest';
import { ended, facts, scamEvents, started, turn } from '../events.js';
import { openStore, scratch } from '../open.js';

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

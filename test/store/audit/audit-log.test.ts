import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { AUDIT_ACTIONS, ROLES } from '../../../src/store/audit/entry.js';
import type { Store } from '../../../src/store/store.js';
import { recordScam } from '../events.js';
import { OPERATOR, openStore, scratch } from '../open.js';

async function withEntries(): Promise<{ store: Store; file: string; tamper: (sql: string) => void }> {
  const file = join(await scratch(), 'c.db');
  const { store } = openStore(file);
  for (const callId of ['a', 'b', 'c', 'd']) store.audit.record(OPERATOR, { action: 'hung-up', callId });
  const tamper = (sql: string) => {
    const db = new Database(file);
    db.exec(sql);
    db.close();
  };
  return { store, file, tamper };
}

const unlocked =
  'DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened; DROP TRIGGER audit_grows_at_its_end;';

describe('the audit log', () => {
  test('says who did what to which call when, newest first, in pages', async () => {
    const { store } = await withEntries();
    expect(store.audit.list({ limit: 2 })).toEqual([
      expect.objectContaining({
        seq: 4,
        at: '2026-03-01T12:00:00.000Z',
        role: 'operator',
        session: 's-1',
        user: 'Ada',
        action: 'hung-up',
        callId: 'd',
        detail: null,
      }),
      expect.objectContaining({ seq: 3 }),
    ]);
    expect(store.audit.list({ limit: 2, before: 3 }).map(({ seq }) => seq)).toEqual([2, 1]);
    expect(store.audit.verify()).toEqual({
      intact: true,
      entries: 4,
      firstBroken: null,
      head: store.audit.list()[0]?.hash,
    });
  });

  test('every kind of deed is read as it was written', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    for (const role of ROLES) for (const action of AUDIT_ACTIONS) store.audit.record({ role }, { action });
    const deeds = store.audit.list().map(({ role, action }) => `${role} ${action}`);
    expect(deeds.reverse()).toEqual(
      ROLES.flatMap((role) => AUDIT_ACTIONS.map((action) => `${role} ${action}`)),
    );
    expect(store.audit.verify().intact).toBe(true);
  });

  test('every deed leaves an entry', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    recordScam(store.journal, 'x');
    store.call('x', OPERATOR);
    store.feedback('x', 'not-scam', OPERATOR);
    store.exportCall('x', OPERATOR);
    store.deleteCall('x', OPERATOR);
    store.purge();
    expect(store.audit.list().map(({ action }) => action)).toEqual([
      'purged',
      'deleted',
      'exported',
      'feedback',
      'viewed',
    ]);
    expect(store.audit.list()[0]).toMatchObject({ role: 'service', callId: null });
  });

  test('looking again within ten minutes is one look; another person, or later, is another', async () => {
    const { store, clock } = openStore(join(await scratch(), 'c.db'));
    recordScam(store.journal, 'x');
    for (let n = 0; n < 5; n++) store.call('x', OPERATOR);
    expect(store.audit.list()).toHaveLength(1);
    store.call('x', { role: 'viewer' });
    store.call('x', { role: 'viewer' });
    expect(store.audit.list()).toHaveLength(2);
    clock.now += 11 * 60_000;
    store.call('x', OPERATOR);
    expect(store.audit.list()).toHaveLength(3);
    store.call('nobody', OPERATOR);
    expect(store.audit.list()).toHaveLength(3);
  });

  test.each([
    "UPDATE audit SET user = 'Eve' WHERE seq = 2",
    'DELETE FROM audit WHERE seq = 4',
    "INSERT OR REPLACE INTO audit SELECT seq, at, role, session, 'Eve', action, call, detail, previous, hash FROM audit WHERE seq = 2",
    'INSERT INTO audit SELECT 9, at, role, session, user, action, call, detail, previous, hash FROM audit WHERE seq = 4',
  ])('the database refuses %s', async (sql) => {
    const { store, tamper } = await withEntries();
    expect(() => tamper(sql)).toThrow(/append-only/);
    expect(store.audit.verify().intact).toBe(true);
  });

  test.each([
    { what: 'a changed entry', sql: "UPDATE audit SET user = 'Eve' WHERE seq = 2", firstBroken: 2 },
    { what: 'a changed time', sql: 'UPDATE audit SET at = at + 1 WHERE seq = 3', firstBroken: 3 },
    { what: 'a missing entry', sql: 'DELETE FROM audit WHERE seq = 2', firstBroken: 2 },
    { what: 'a missing first entry', sql: 'DELETE FROM audit WHERE seq = 1', firstBroken: 1 },
    {
      what: 'an entry with a hash of its own making',
      sql: `UPDATE audit SET hash = '${'a'.repeat(64)}' WHERE seq = 3`,
      firstBroken: 3,
    },
    {
      what: 'two entries that changed places',
      sql: 'UPDATE audit SET seq = 9 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 9',
      firstBroken: 2,
    },
  ])('$what is found where the triggers were removed first', async ({ sql, firstBroken }) => {
    const { store, tamper } = await withEntries();
    tamper(`${unlocked}${sql}`);
    expect(store.audit.verify()).toMatchObject({ intact: false, firstBroken });
  });

  test('entries cut off at the end show by the head that was kept elsewhere', async () => {
    const { store, tamper } = await withEntries();
    const { head } = store.audit.verify();
    tamper(`${unlocked}DELETE FROM audit WHERE seq = 4`);
    const check = store.audit.verify();
    expect(check.intact).toBe(true);
    expect(check.head).not.toBe(head);
  });

  test('a check that goes on finds what was changed since, new entries, old ones in turn, and a cut', async () => {
    const change = (seq: number) => `UPDATE audit SET user = 'Eve' WHERE seq = ${seq}`;
    const wrongs = [
      change(2504),
      change(2505),
      change(1600),
      change(2),
      'DELETE FROM audit WHERE seq >= 2504',
    ];
    const found = [];
    for (const wrong of wrongs) {
      const { store, tamper } = await withEntries();
      for (let n = 0; n < 2500; n++) store.audit.record(OPERATOR, { action: 'viewed' });
      expect(store.audit.check()).toMatchObject({ intact: true, entries: 2504 });
      store.audit.record(OPERATOR, { action: 'searched' });
      tamper(`${unlocked}${wrong}`);
      // Three thousands of older ones are followed by three checks.
      const checks = [store.audit.check(), store.audit.check(), store.audit.check()];
      found.push(checks.find(({ intact }) => !intact)?.firstBroken);
    }
    expect(found).toEqual([2504, 2505, 1600, 2, 2504]);
  });

  test('a check that goes on holds where nothing was changed, round after round', async () => {
    const { store } = await withEntries();
    for (let n = 0; n < 1500; n++) store.audit.record(OPERATOR, { action: 'viewed' });
    for (let round = 0; round < 6; round++) {
      store.audit.record(OPERATOR, { action: 'searched' });
      expect(store.audit.check()).toEqual(
        store.audit.list({ limit: 1 }).map(({ seq, hash }) => ({
          intact: true,
          entries: seq,
          firstBroken: null,
          head: hash,
        }))[0],
      );
    }
  });

  test('a log longer than what is read at a time holds', async () => {
    const { store } = await withEntries();
    for (let n = 0; n < 2500; n++) store.audit.record(OPERATOR, { action: 'viewed', callId: `call-${n}` });
    expect(store.audit.verify()).toMatchObject({ intact: true, entries: 2504 });
  });
});

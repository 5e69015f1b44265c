import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AUDIT_ACTIONS, ROLES } from '../../../src/store/audit/entry.js';
import { recordScam } from '../events.js';
import { OPERATOR, openStore, scratch } from '../open.js';
import { withEntries } from './four-entries.js';

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
});

import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../open.js';
import { unlocked, withEntries } from './four-entries.js';

describe('the chain of the audit log', () => {
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

import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { facts, NOON, recordOrdinary, recordScam, SECRET } from '../events.js';
import { DAY_MS, filesWith, OPERATOR, openStore, scratch } from '../open.js';

const MALLORY = 'Mallory Fraud';

describe('purge', () => {
  test('removes each kind when its time is up, and not before', async () => {
    const keepDays = { calls: 30, alerts: 60, transcripts: 7, feedback: 90 };
    const { store, clock } = openStore(join(await scratch(), 'c.db'), { transcripts: true, keepDays });
    recordScam(store.journal, 'scam');
    recordOrdinary(store.journal, 'ordinary');
    store.feedback('scam', 'was-scam', OPERATOR);
    const daysLater = (days: number) => {
      clock.now = NOON + days * DAY_MS + 1;
      return store.purge();
    };
    const nothing = { calls: 0, anonymised: 0, alerts: 0, transcripts: 0, feedback: 0, copies: 0 };
    expect(daysLater(6.9)).toEqual(nothing);
    // Two turns, two readings, a signal, a notice.
    expect(daysLater(7)).toEqual({ ...nothing, transcripts: 6 });
    expect(daysLater(29.9)).toEqual(nothing);
    expect(daysLater(30)).toEqual({ ...nothing, calls: 1, anonymised: 1 });
    expect(store.history().calls).toEqual([
      expect.objectContaining({
        callId: 'scam',
        remote: { number: null, name: null },
        local: { number: null, name: null },
      }),
    ]);
    expect(daysLater(60)).toEqual({ ...nothing, alerts: 1 });
    expect(daysLater(90)).toEqual({ ...nothing, calls: 1, feedback: 1 });
    expect(store.stats()).toMatchObject({
      calls: 0,
      alerts: 0,
      transcripts: 0,
      feedback: { notScam: 0, wasScam: 0 },
    });
  });

  test('null keeps for ever, and a call that lasts is left alone', async () => {
    const keepDays = { calls: 0, alerts: 0, transcripts: null, feedback: null };
    const { store, clock } = openStore(join(await scratch(), 'c.db'), { transcripts: true, keepDays });
    recordScam(store.journal, 'old');
    clock.now = NOON + 30_000 * DAY_MS;
    store.purge();
    expect(store.call('old', OPERATOR)?.turns).toHaveLength(1);
  });

  test('what is removed is in no file any more', async () => {
    const folder = await scratch();
    const { store, clock } = openStore(join(folder, 'c.db'), { transcripts: true, alertText: true });
    // Enough to move rows between pages: some go, some stay.
    for (let n = 0; n < 200; n++) {
      const startedAt = new Date(NOON + (n % 2) * 100 * DAY_MS);
      const secret = n % 2 === 0 ? SECRET : 'kept words';
      const remote = n % 2 === 0 ? { number: '+441111111', name: MALLORY } : { number: '+442222222' };
      clock.now = startedAt.getTime();
      recordScam(
        store.journal,
        `call-${n}`,
        facts({ startedAt, remote }),
        `${secret} ${'padding '.repeat(n % 40)}`,
      );
    }
    expect(await filesWith(folder, SECRET)).not.toEqual([]);
    expect(await filesWith(folder, MALLORY)).not.toEqual([]);

    clock.now = NOON + 400 * DAY_MS;
    store.purge();
    expect(store.stats().alerts).toBe(100);
    expect(await filesWith(folder, SECRET)).toEqual([]);
    expect(await filesWith(folder, MALLORY)).toEqual([]);
    expect(await filesWith(folder, 'kept words')).not.toEqual([]);
  });

  test('copies made before upgrades go after a week', async () => {
    const folder = await scratch();
    const { store } = openStore(join(folder, 'c.db'));
    await writeFile(join(folder, 'c.db.v1.bak'), 'old');
    await writeFile(join(folder, 'c.db.v2.bak'), 'new');
    await writeFile(join(folder, 'c.db.mine.bak'), 'not ours');
    await utimes(join(folder, 'c.db.v1.bak'), NOON / 1000, (NOON - 8 * DAY_MS) / 1000);
    await utimes(join(folder, 'c.db.v2.bak'), NOON / 1000, (NOON - 6 * DAY_MS) / 1000);
    expect(store.purge().copies).toBe(1);
    expect((await readdir(folder)).filter((name) => name.endsWith('.bak'))).toEqual([
      'c.db.mine.bak',
      'c.db.v2.bak',
    ]);
  });
});

describe('deleting', () => {
  test('a call takes everything of it along, from every file, and leaves who did it', async () => {
    const folder = await scratch();
    const { store } = openStore(join(folder, 'c.db'), { transcripts: true, alertText: true });
    recordScam(store.journal, 'bad', facts({ remote: { number: '+441111111', name: MALLORY } }));
    recordOrdinary(store.journal, 'good', facts({ remote: { number: '+442222222' } }));
    store.feedback('bad', 'was-scam', OPERATOR);
    await writeFile(join(folder, 'c.db.v1.bak'), `${SECRET} ${MALLORY}`);

    store.deleteCall('bad', OPERATOR);
    expect(store.call('bad', OPERATOR)).toBeUndefined();
    for (const words of [SECRET, MALLORY, '441111111'])
      expect(await filesWith(folder, words), words).toEqual([]);
    expect(store.history().calls.map(({ callId }) => callId)).toEqual(['good']);
    expect(store.audit.list({ callId: 'bad' })).toEqual([
      expect.objectContaining({ action: 'deleted', role: 'operator', session: 's-1', user: 'Ada' }),
      expect.objectContaining({ action: 'feedback', detail: 'was-scam' }),
    ]);
    expect(() => store.deleteCall('bad', OPERATOR)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_CALL_UNKNOWN' }),
    );
  });

  test('a number takes all its calls along, however it is written, and is not in the audit log', async () => {
    const folder = await scratch();
    const { store } = openStore(join(folder, 'c.db'));
    for (const [id, number] of [
      ['a', '+44 20 7946-0958'],
      ['b', '0044 (20) 79460958'],
      ['c', 'sip:+442079460958@provider.example'],
      ['d', '+442079460959'],
    ] as const) {
      recordScam(store.journal, id, facts({ remote: { number } }));
    }
    expect(store.exportNumber('+442079460958', OPERATOR).calls.map(({ callId }) => callId)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(store.deleteNumber('+44 2079460958', OPERATOR)).toBe(3);
    expect(store.deleteNumber('+44 2079460958', OPERATOR)).toBe(0);
    expect(store.history().calls.map(({ callId }) => callId)).toEqual(['d']);
    for (const written of ['79460958', '7946-0958']) expect(await filesWith(folder, written)).toEqual([]);
    const deeds = store.audit.list().map(({ action, callId }) => `${action} ${callId}`);
    expect(deeds).toEqual(['deleted c', 'deleted b', 'deleted a', 'exported c', 'exported b', 'exported a']);
  });

  test('a call that still lasts is forgotten, and nothing more of it is written', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'), { transcripts: true });
    const { journal } = store;
    journal.record(
      {
        type: 'call-started',
        callId: 'live',
        atMs: 0,
        startedAt: '',
        source: '',
        models: { ear: '', gate: '', judge: null },
      },
      facts(),
    );
    store.deleteCall('live', OPERATOR);
    recordScam(journal, 'other');
    journal.record(
      { type: 'risk', callId: 'live', atMs: 1, score: 0.5, level: 'suspicious', previous: 'clear' },
      facts(),
    );
    journal.flush();
    expect(store.history().calls.map(({ callId }) => callId)).toEqual(['other']);
    expect(journal.health()).toEqual({ pending: 0, dropped: 0, failure: null });
  });
});

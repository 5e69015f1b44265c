import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ended, facts, NOON, recordOrdinary, recordScam, SECRET, scamEvents } from './events.js';
import { OPERATOR, openStore, scratch } from './open.js';

describe('what is remembered of a call', () => {
  test('by default: the call and its alerts, and not a word that was said', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    recordScam(store.journal, 'office-1');
    const call = store.call('office-1', OPERATOR);
    expect(call).toMatchObject({
      callId: 'office-1',
      line: 'office',
      startedAt: '2026-03-01T12:00:00.000Z',
      endedAt: '2026-03-01T12:00:00.000Z',
      interrupted: false,
      direction: 'inbound',
      remote: { number: '+44 20 7946 0958', name: 'Mallory Fraud' },
      local: { number: '201', name: 'Gran' },
      level: 'scam',
      levelSince: '2026-03-01T12:00:02.300Z',
      highest: 'scam',
      score: 0.97,
      highestScore: 0.98,
      category: 'bank',
      degraded: true,
      feedback: null,
      words: 42,
      judged: 3,
      models: { ear: 'ear-en 1', gate: 'gate-en 1', judge: null },
      transcriptKept: false,
      turns: [],
      risk: [],
      signals: [],
      notices: [],
    });
    expect(call?.alerts).toEqual([
      expect.objectContaining({ level: 'scam', atMs: 2300, at: '2026-03-01T12:00:00.000Z', evidence: [] }),
    ]);
    expect(JSON.stringify(call)).not.toContain(SECRET);
  });

  test('with transcripts: the latest text of each turn, signals with their words, risk and notices', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'), { transcripts: true, alertText: true });
    recordScam(store.journal, 'office-1');
    const call = store.call('office-1', OPERATOR);
    expect(call?.transcriptKept).toBe(true);
    expect(call?.turns).toEqual([
      expect.objectContaining({
        id: 't1',
        text: `read me the ${SECRET} please`,
        final: true,
        party: 'remote',
      }),
    ]);
    expect(call?.signals.map(({ quote }) => quote)).toEqual([`heard ${SECRET}`]);
    expect(call?.risk.map(({ level }) => level)).toEqual(['clear', 'scam']);
    expect(call?.notices.map(({ code }) => code)).toEqual(['CW_JUDGE_LATE']);
    expect(call?.alerts[0]?.evidence[0]?.quote).toBe(`quoted ${SECRET}`);
  });

  test('with the timeline alone: risk and signals, and not a word', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'), { timeline: true });
    recordScam(store.journal, 'office-1');
    const call = store.call('office-1', OPERATOR);
    expect(call?.risk).toHaveLength(2);
    expect(call?.signals).toEqual([expect.objectContaining({ signal: 'asks-code', quote: '' })]);
    expect(JSON.stringify(call)).not.toContain(SECRET);
  });

  test('0 days: no number, no alert, no transcript is ever written', async () => {
    const keepDays = { calls: 0, alerts: 0, transcripts: 0, feedback: 0 };
    const { store, clock } = openStore(join(await scratch(), 'c.db'), { transcripts: true, keepDays });
    recordScam(store.journal, 'office-1');
    expect(store.call('office-1', OPERATOR)).toMatchObject({
      remote: { number: null, name: null },
      local: { number: null, name: null },
      alerts: [],
      turns: [],
      risk: [],
    });
    store.feedback('office-1', 'not-scam', OPERATOR);
    expect(store.call('office-1', OPERATOR)?.feedback).toBeNull();
    expect(() => store.feedback('nobody', 'not-scam', OPERATOR)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_CALL_UNKNOWN' }),
    );
    clock.now += 1;
    store.purge();
    expect(store.call('office-1', OPERATOR)).toBeUndefined();
  });

  test('a live call is there before it has ended, with its level as it is', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    for (const event of scamEvents('office-1').slice(0, 2)) store.journal.record(event, facts());
    expect(store.call('office-1', OPERATOR)).toMatchObject({
      endedAt: null,
      level: 'clear',
      highest: 'clear',
    });
    expect(store.history({ state: 'live' }).calls).toHaveLength(1);
    expect(store.history({ state: 'ended' }).calls).toHaveLength(0);
  });

  test('an id that a line gives again after a restart does not touch the earlier call', async () => {
    const file = join(await scratch(), 'c.db');
    const first = openStore(file);
    recordScam(first.store.journal, 'office-1');
    await first.store.close();
    const { store } = openStore(file);
    for (const event of scamEvents('office-1')) store.journal.record(event, facts({ line: 'other' }));
    expect(store.call('office-1', OPERATOR)).toMatchObject({ line: 'other', endedAt: null });
    store.journal.record(ended('office-1'), facts());
    // Who saw it live still calls it by its old name.
    store.feedback('office-1', 'not-scam', OPERATOR);
    const lines = store
      .history()
      .calls.map(({ callId, line, feedback }) => [callId, line, feedback?.verdict]);
    expect(lines).toEqual([
      ['office-1-20260301120000000', 'other', 'not-scam'],
      ['office-1', 'office', undefined],
    ]);
  });

  test('a call that the service did not live to see the end of is ended at the last that is known of it', async () => {
    const file = join(await scratch(), 'c.db');
    const first = openStore(file);
    first.clock.now = NOON + 5000;
    for (const event of scamEvents('office-1')) first.store.journal.record(event, facts());
    await first.store.close();
    const { store } = openStore(file);
    expect(store.call('office-1', OPERATOR)?.endedAt).toBeNull();
    store.journal.flush();
    expect(store.call('office-1', OPERATOR)).toMatchObject({
      interrupted: true,
      endedAt: '2026-03-01T12:00:05.000Z',
    });
  });

  test('a call that failed is ended and later events of its name are not its own', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    const [first, ...rest] = scamEvents('office-1');
    if (first) store.journal.record(first, facts());
    store.journal.abandon('office-1');
    for (const event of rest) store.journal.record(event, facts());
    expect(store.call('office-1', OPERATOR)).toMatchObject({
      interrupted: true,
      level: 'unknown',
      alerts: [],
    });
  });
});

describe('feedback', () => {
  test('the last answer counts; a call that is not remembered is refused by name', async () => {
    const { store, clock } = openStore(join(await scratch(), 'c.db'));
    recordScam(store.journal, 'office-1');
    store.feedback('office-1', 'was-scam', OPERATOR);
    clock.now += 1000;
    expect(store.feedback('office-1', 'not-scam', OPERATOR)).toEqual({
      verdict: 'not-scam',
      at: '2026-03-01T12:00:01.000Z',
    });
    expect(store.call('office-1', OPERATOR)?.feedback?.verdict).toBe('not-scam');
    expect(() => store.feedback('nobody', 'was-scam', OPERATOR)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_CALL_UNKNOWN', message: expect.stringContaining('nobody') }),
    );
    expect(store.stats()).toMatchObject({ calls: 1, alerts: 1, feedback: { notScam: 1, wasScam: 0 } });
  });

  test('is taken for a call without an alert', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    recordOrdinary(store.journal, 'office-1');
    store.feedback('office-1', 'was-scam', OPERATOR);
    expect(store.call('office-1', OPERATOR)).toMatchObject({
      highest: 'clear',
      feedback: { verdict: 'was-scam' },
    });
  });
});

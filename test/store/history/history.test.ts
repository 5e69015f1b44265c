import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HistoryQuery } from '../../../src/store/history/history.js';
import type { Store } from '../../../src/store/store.js';
import { facts, NOON, recordOrdinary, recordScam } from '../events.js';
import { openStore, scratch } from '../open.js';

const HOUR_MS = 3_600_000;

async function withCalls(): Promise<(query: HistoryQuery) => string[]> {
  const { store } = openStore(join(await scratch(), 'c.db'), { transcripts: true, alertText: true });
  const at = (hour: number) => new Date(NOON + hour * HOUR_MS);
  const { journal } = store;
  recordScam(journal, 'a', facts({ startedAt: at(0) }), 'the 100% safe_account');
  recordOrdinary(journal, 'b', facts({ startedAt: at(1), line: 'home', remote: { number: '0611 22-33' } }));
  recordOrdinary(journal, 'c', facts({ startedAt: at(2), remote: {}, local: {} }));
  recordScam(
    journal,
    'd',
    facts({ startedAt: at(3), remote: { number: '+1 (555) 0100', name: 'Bob' } }),
    'gift cards',
  );
  return (query) => store.history(query).calls.map(({ callId }) => callId);
}

async function paged(store: Store, query: HistoryQuery): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = store.history({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page.calls.map(({ callId }) => callId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

describe('history', () => {
  test('filters', async () => {
    const ids = await withCalls();
    expect(ids({})).toEqual(['d', 'c', 'b', 'a']);
    expect(ids({ level: 'scam' })).toEqual(['d', 'a']);
    expect(ids({ level: 'clear' })).toEqual(['c', 'b']);
    expect(ids({ line: 'home' })).toEqual(['b']);
    expect(ids({ from: new Date(NOON + HOUR_MS).toISOString() })).toEqual(['d', 'c', 'b']);
    expect(ids({ to: new Date(NOON + HOUR_MS).toISOString() })).toEqual(['a']);
    expect(ids({ number: '(0611) 2233' })).toEqual(['b']);
    expect(ids({ state: 'live' })).toEqual([]);
    expect(ids({ level: 'scam', line: 'home' })).toEqual([]);
  });

  test('searches numbers, names, categories in words, turns and quotes', async () => {
    const ids = await withCalls();
    expect(ids({ q: '555 01' })).toEqual(['d']);
    expect(ids({ q: 'bob' })).toEqual(['d']);
    expect(ids({ q: 'card fraud desk' })).toEqual(['d', 'a']);
    expect(ids({ q: 'SUNDAY' })).toEqual(['c', 'b']);
    expect(ids({ q: 'quoted gift' })).toEqual(['d']);
    expect(ids({ q: '   ' })).toHaveLength(4);
  });

  test('what has a meaning in LIKE has none here', async () => {
    const ids = await withCalls();
    expect(ids({ q: '100% s' })).toEqual(['a']);
    expect(ids({ q: 'safe_account' })).toEqual(['a']);
    expect(ids({ q: '%' })).toEqual(['a']);
    expect(ids({ q: "' OR 1=1 --" })).toEqual([]);
    expect(ids({ q: '\\' })).toEqual([]);
  });

  test('pages do not overlap and miss nothing, also among calls of one moment and while calls are added', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    for (let n = 0; n < 25; n++) {
      recordOrdinary(store.journal, `call-${n}`, facts({ startedAt: new Date(NOON + Math.floor(n / 10)) }));
    }
    const pages = await paged(store, { limit: 4 });
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 4, 4, 4, 1]);
    expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, n) => `call-${24 - n}`));
    expect((await paged(store, { limit: 25 })).map((page) => page.length)).toEqual([25]);

    const { next } = store.history({ limit: 4 });
    recordOrdinary(store.journal, 'later', facts({ startedAt: new Date(NOON + 99) }));
    expect(store.history({ limit: 4, cursor: next ?? '' }).calls[0]?.callId).toBe('call-20');
  });

  test('a limit out of bounds is brought into them', async () => {
    const { store } = openStore(join(await scratch(), 'c.db'));
    for (let n = 0; n < 3; n++) recordOrdinary(store.journal, `call-${n}`);
    expect(store.history({ limit: 0 }).calls).toHaveLength(1);
    expect(store.history({ limit: 1e9 }).calls).toHaveLength(3);
  });

  test.each(['', 'x', '1', '1.', '1.2.3', '99999999999999999999.1', "1.1' OR 1"])(
    'cursor "%s" is refused',
    async (cursor) => {
      const { store } = openStore(join(await scratch(), 'c.db'));
      expect(() => store.history({ cursor })).toThrow(expect.objectContaining({ code: 'CW_STORE_CURSOR' }));
    },
  );
});

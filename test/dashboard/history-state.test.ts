import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// Loaded by its address: it is typed for a browser, which the tests of the service are not.
const load = () => import(new URL('../../src/dashboard/state/history.ts', import.meta.url).href);

describe('the list of the history', () => {
  const asked: { readonly path: string; readonly answer: (status: number, body: object) => void }[] = [];

  beforeEach(() => {
    vi.resetModules();
    asked.length = 0;
    vi.stubGlobal(
      'fetch',
      (path: string) =>
        new Promise<Response>((resolve) => {
          const answer = (status: number, body: object) =>
            resolve(new Response(JSON.stringify(body), { status }));
          asked.push({ path, answer });
        }),
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  it('goes on with what was searched for, not with what is being filled in', async () => {
    const history = await load();
    history.filters.value = { ...history.NO_FILTERS, q: 'bank' };
    const searching = history.search();
    asked[0]?.answer(200, { calls: [], next: 'more' });
    await searching;
    history.filters.value = { ...history.NO_FILTERS, q: 'something else' };
    void history.older();
    void history.refresh();
    expect(asked.slice(1).map(({ path }) => path)).toEqual([
      '/api/v1/history?q=bank&limit=25&cursor=more',
      '/api/v1/history?q=bank&limit=25',
    ]);
    expect(history.isFiltered()).toBe(true);
  });

  it('says nothing of a failure that comes after a newer answer', async () => {
    const history = await load();
    const questions = [history.refresh(), history.refresh()];
    asked[1]?.answer(200, { calls: [], next: null });
    asked[0]?.answer(503, { code: 'CW_STORE_BUSY', message: 'busy', statusCode: 503 });
    await Promise.all(questions);
    expect(history.historyFailure.value).toBeUndefined();
    expect(history.remembered.value).toEqual([]);
  });
});

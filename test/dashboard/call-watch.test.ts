import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { detail } from './events.js';
import { type Answers, FakeSource, fakeBrowser } from './fake-browser.js';

// Loaded by its address: it is typed for a browser, which the tests of the service are not.
const load = () => import(new URL('../../src/dashboard/state/call-watch.ts', import.meta.url).href);

const GONE = { status: 404, body: { code: 'CW_API_NOT_FOUND', message: 'no', statusCode: 404 } };
const LONG_MS = 120_000;

describe('a call that is looked at', () => {
  let answers: Answers;

  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
    ({ answers } = fakeBrowser(false));
    answers.set('/calls/kitchen-1', { body: detail() });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Its page, opened and connected. */
  async function open() {
    const { CallWatch } = await load();
    const watch = new CallWatch('kitchen-1');
    await vi.advanceTimersByTimeAsync(10);
    FakeSource.notClosed[0]?.open();
    return watch;
  }

  it('is told as gone when it was deleted meanwhile: its words go, and nobody asks for it again', async () => {
    const watch = await open();
    expect(watch.call.value).toMatchObject({ callId: 'kitchen-1' });
    answers.set('/calls/kitchen-1', GONE);
    FakeSource.notClosed[0]?.cut();
    await vi.advanceTimersByTimeAsync(2000);
    FakeSource.notClosed[0]?.refuse();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(watch.failure.value).toMatchObject({ status: 404 });
    expect(watch.call.value).toBeUndefined();
    expect(FakeSource.notClosed).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect(FakeSource.all).toHaveLength(2);
  });

  it('is followed again from the last id when the connection broke, and fetched anew when the stream was refused', async () => {
    const watch = await open();
    answers.set('/calls/kitchen-1', { body: detail({ score: 0.9 }) });
    FakeSource.notClosed[0]?.cut();
    await vi.advanceTimersByTimeAsync(2000);
    const again = FakeSource.notClosed[0];
    again?.open();
    expect(watch.call.value.score).toBe(detail().score);
    again?.cut();
    await vi.advanceTimersByTimeAsync(2000);
    FakeSource.notClosed[0]?.refuse();
    await vi.advanceTimersByTimeAsync(5000);
    expect(watch.call.value.score).toBe(0.9);
    expect(FakeSource.notClosed).toHaveLength(1);
    watch.close();
  });
});

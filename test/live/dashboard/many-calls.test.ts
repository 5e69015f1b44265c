import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallEvent } from '../../../src/calls/events.js';
import { callwarden, eventsOf } from '../../helpers/command.js';
import { fixture } from '../../helpers/shipped.js';
import { address, lineCall, type Running, startService } from '../../server/service.js';
import { openBrowser, openPage, type WatchedPage } from './helpers/browser.js';
import { type FrameTrace, traceFrames } from './helpers/frames.js';

const CALLS = 50;
const TRACE_MS = 10_000;
/** The bar: nothing keeps a frame from the screen longer than this, ms. */
const LONGEST_MS = 100;
/** Each call is so much further on than the one before, ms; none ends before the traces do. */
const APART_MS = 600;

// Two cores cannot hear fifty calls, so this service has no models: what the shipped ones said of two sample calls is
// handed to the real service fifty times, at the pace it was said, and goes its whole way: live calls, hub, HTTP, page.
describe('fifty live calls', () => {
  let running: Running;
  let browser: Browser;
  let watched: WatchedPage;
  const timers: NodeJS.Timeout[] = [];

  const recorded: CallEvent[][] = [];

  beforeAll(async () => {
    for (const sample of ['scam-tech-support-remote-access', 'legit-bank-desk-warns-code']) {
      const events = eventsOf(await callwarden(['analyze', '--json', fixture(sample)]));
      // None of them ends while it is looked at, however long that takes.
      recorded.push(events.filter(({ type }) => type !== 'call-ended'));
    }
    running = await startService();
    browser = await openBrowser();
    watched = await openPage(browser, await address(running));
    await watched.page.goto('/');
    for (let i = 0; i < CALLS; i++) happen(`office-${i}`, recorded[i % recorded.length] ?? [], i * APART_MS);
    await watched.page.locator('.alarm').waitFor();
  });
  afterAll(async () => {
    for (const timer of timers) clearTimeout(timer);
    await browser?.close();
    await running?.[Symbol.asyncDispose]();
  });

  /** Lets a call happen at the pace it was recorded, from a place in it on. */
  function happen(callId: string, events: readonly CallEvent[], fromMs: number): void {
    const call = lineCall(callId, { startedAt: new Date(Date.now() - fromMs) });
    for (const event of events) {
      const take = () => running.service.take({ ...event, callId }, call);
      if (event.atMs <= fromMs) take();
      else timers.push(setTimeout(take, event.atMs - fromMs));
    }
  }

  /** The recorded call again and again, until it has lasted hours. */
  function hoursOf(events: readonly CallEvent[]): { readonly turns: CallEvent[]; readonly last: number } {
    const length = Math.max(...events.map(({ atMs }) => atMs));
    const turns: CallEvent[] = [];
    for (let i = 0; i < 80; i++) {
      for (const event of events) {
        const at = { callId: 'hours', atMs: event.atMs + i * length };
        if (event.type === 'risk') turns.push({ ...event, ...at });
        if (event.type !== 'turn' && event.type !== 'signal') continue;
        const times = { ...at, startMs: event.startMs + i * length, endMs: event.endMs + i * length };
        turns.push(
          event.type === 'turn' ? { ...event, ...times, id: `${i} ${event.id}` } : { ...event, ...times },
        );
      }
    }
    return { turns, last: 80 * length };
  }

  function check(what: string, trace: FrameTrace): void {
    process.stderr.write(
      `${what}, ${running.service.live.live().length} live calls, ${TRACE_MS / 1000} s: ${JSON.stringify(trace)}\n`,
    );
    // What the machine's other programs take is in the gap and not in the work.
    expect(trace.longestWorkMs).toBeLessThan(LONGEST_MS);
    expect(trace.frames).toBeGreaterThan(10);
  }

  it('stay smooth in the list', async () => {
    const { page } = watched;
    await page.waitForFunction((count) => document.querySelectorAll('.call-card').length === count, CALLS);
    const moved = await page.locator('.cards').first().innerText();
    expect(running.service.live.live()).toHaveLength(CALLS);
    check('list', await traceFrames(browser, page, TRACE_MS));
    expect(await page.locator('.cards').first().innerText()).not.toBe(moved);
  });

  it('stay smooth on the page of one of them', async () => {
    const { page } = watched;
    await page.locator('.call-card a').last().click();
    await page.locator('.turn-text').first().waitFor();
    expect(running.service.live.live()).toHaveLength(CALLS);
    check('call', await traceFrames(browser, page, TRACE_MS));
  });

  it('stay smooth beside a call of hours', async () => {
    const { page } = watched;
    const { turns, last } = hoursOf(recorded[0] ?? []);
    const call = lineCall('hours', { startedAt: new Date(Date.now() - last) });
    for (const event of turns) running.service.take(event, call);
    // Somebody goes on talking, word by word.
    const talk = setInterval(() => {
      const said = { id: 'now', party: 'remote', text: `and now it is ${new Date().toISOString()}` } as const;
      const times = { atMs: Date.now(), startMs: last, endMs: last + 1000 };
      running.service.take(
        { type: 'turn', callId: 'hours', ...said, ...times, confidence: 1, final: false },
        call,
      );
    }, 200);
    timers.push(talk);
    await page.goto('/calls/hours');
    await page.getByText('and now it is').waitFor();
    expect(await page.locator('.turn').count()).toBeGreaterThan(1000);
    check('call of hours', await traceFrames(browser, page, TRACE_MS));
  });

  it('bring no complaint', () => {
    expect(watched.complaints).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });
});

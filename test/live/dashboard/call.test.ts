import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallDetail } from '../../../src/server/schemas/call.js';
import { openBrowser, openPage, type WatchedPage } from './helpers/browser.js';
import { Serve } from './helpers/serve.js';
import { watchSound } from './helpers/sound.js';

const SAMPLE = 'A fake fraud desk';

// One sample call in its real time, from the button to what is said of it afterwards; each test goes on where the one
// before stopped.
describe('a sample call on the page', () => {
  let service: Serve;
  let browser: Browser;
  let watched: WatchedPage;
  let callId: string;

  beforeAll(async () => {
    service = await Serve.start();
    browser = await openBrowser();
    watched = await openPage(browser, service.address, { permissions: ['notifications'] });
    await watchSound(watched.page);
    await watched.page.goto('/');
  });
  afterAll(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  it('says at first that no line is watched, and what to do', async () => {
    const { page } = watched;
    await page.getByRole('heading', { name: 'Not watching' }).waitFor();
    expect(await page.locator('.hero.level-clear').count()).toBe(0);
    expect(await page.locator('.hero').innerText()).toContain('No phone line is set up yet.');
  });

  it('begins with a button and leads to the page of the call', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: SAMPLE }).click();
    await page.waitForURL('**/calls/*');
    await page.getByRole('heading', { name: 'Sample call', level: 1, exact: true }).waitFor();
    callId = decodeURIComponent(new URL(page.url()).pathname.replace('/calls/', ''));
    expect((await service.ask<{ calls: { callId: string }[] }>('/calls')).calls[0]?.callId).toBe(callId);
  });

  it('warns with what the API says: category, advice, quotes with time and party', async () => {
    const { page } = watched;
    await page.locator('.alarm').waitFor({ timeout: 110_000 });
    const call = await service.ask<CallDetail>(`/calls/${callId}`);
    const alert = call.alerts.find(({ level }) => level === 'scam');
    const panel = page.locator('.alarm');
    expect(await panel.getByRole('heading', { level: 2 }).innerText()).toBe('This looks like a scam');
    expect(await panel.locator('.alarm-title').innerText()).toContain(alert?.title);
    expect(await panel.locator('.alarm-advice').innerText()).toContain(alert?.advice);
    expect(alert?.evidence.length).toBeGreaterThan(0);
    expect(await panel.locator('q').allInnerTexts()).toEqual(alert?.evidence.map(({ quote }) => quote));
    expect(await panel.locator('.alarm-quote-when').allInnerTexts()).toEqual(
      alert?.evidence.map(({ startMs }) => `0:${String(Math.floor(startMs / 1000)).padStart(2, '0')} Caller`),
    );
    expect(alert?.advice).toBeTruthy();
    // The place is emptied first, so that a screen reader notices.
    await page.locator('[aria-live=assertive]', { hasText: alert?.advice ?? '' }).waitFor();
  });

  it('sounds, flashes the title and sends a notice without a word of the call', async () => {
    const { page } = watched;
    await page.waitForFunction(() => document.title.includes('SCAM CALL'));
    await page.waitForFunction(() => window.tones > 4);
    const notices = await page.evaluate(() => window.notices);
    expect(notices).toHaveLength(1);
    const quotes = await page.locator('.alarm q').allInnerTexts();
    for (const quote of quotes) expect(JSON.stringify(notices)).not.toContain(quote);
  });

  it('falls silent when somebody has seen it', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.locator('.alarm').waitFor({ state: 'detached' });
    await page.waitForFunction(() => !document.title.includes('SCAM CALL'));
    const tones = await page.evaluate(() => window.tones);
    // Longer than the pause between two rings.
    await page.waitForTimeout(2500);
    expect(await page.evaluate(() => window.tones)).toBe(tones);
  });

  it('shows the words as the API has them, and marks the evidence where it was said', async () => {
    const { page } = watched;
    await page.getByText(/^Ended, lasted/).waitFor({ timeout: 110_000 });
    const call = await service.ask<CallDetail>(`/calls/${callId}`);
    expect(await page.locator('.turn-text').allTextContents()).toEqual(call.turns.map(({ text }) => text));
    expect(await page.locator('.turn-party').allTextContents()).toEqual(
      call.turns.map(({ party }) => ({ remote: 'Caller', local: 'You', mixed: 'Call' })[party]),
    );
    expect(await page.locator('mark.alerted').count()).toBeGreaterThan(0);
    const kinds = new Set(call.signals.map(({ signal }) => signal));
    expect(await page.locator('.chip').count()).toBe(kinds.size);
  });

  it('has the risk line as a table too', async () => {
    const { page } = watched;
    await page.getByText('The same as a table').click();
    expect(await page.locator('.risk-table tbody').innerText()).toMatch(/Scam · Warning/);
    expect(await page.locator('.risk-chart canvas').count()).toBe(1);
  });

  it('offers the latest words when one has scrolled up to read', async () => {
    const { page } = watched;
    await page.locator('.transcript').evaluate((place) => place.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Jump to the latest words' }).click();
    await page.getByRole('button', { name: 'Jump to the latest words' }).waitFor({ state: 'detached' });
  });

  it('keeps what a person says of it', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'It was a scam' }).click();
    await page.getByText('Marked as a scam.').waitFor();
    expect((await service.ask<CallDetail>(`/calls/${callId}`)).feedback).toBe('was-scam');
  });

  it('is found in the history, saved as it is kept, and deleted', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'History' }).click();
    const rows = page.locator('.history-row');
    await rows.first().waitFor();
    await page.getByLabel('Highest level').selectOption('clear');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByText('No call fits.').waitFor();
    await page.getByLabel('Highest level').selectOption('scam');
    await page.getByLabel('Search', { exact: true }).fill('bank');
    await page.keyboard.press('Enter');
    await rows.first().waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save a copy' }).click();
    expect(JSON.stringify(JSON.parse(await readFile(await (await saving).path(), 'utf8')))).toContain(callId);
    await page.getByRole('button', { name: 'Delete' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await rows.first().waitFor({ state: 'detached' });
    await expect(service.ask(`/calls/${callId}`)).rejects.toThrow('404');
  });

  it('complains of nothing and talks to nobody else', () => {
    expect(watched.complaints).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage, type WatchedPage } from './helpers/browser.js';
import { Serve } from './helpers/serve.js';
import { Wire } from './helpers/wire.js';

describe('a service that goes away', () => {
  let service: Serve;
  let wire: Wire;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    service = await Serve.start();
    wire = await Wire.to(service.port);
    browser = await openBrowser();
    watched = await openPage(browser, wire.address);
  });
  afterAll(async () => {
    await browser?.close();
    await wire?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  it('is missed, found again, and heard as before', async () => {
    const { page } = watched;
    await page.goto('/');
    await service.play('legit-clinic-appointment');
    await page.locator('.call-card').waitFor();
    await service.kill();
    await page.getByText('Connection lost.').waitFor();
    await service.launch();
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
    // The call died with the service, and the page does not go on showing it.
    await page.locator('.call-card').waitFor({ state: 'detached' });
    await service.play('scam-bank-safe-account');
    await page.locator('.call-card').waitFor();
    await page.locator('.call-card').getByText('Risk').waitFor();
  });

  it('loses no word of a call when only the connection broke', async () => {
    const { page } = watched;
    await page.locator('.call-card a').click();
    await page.locator('.turn-text').first().waitFor();
    const callId = decodeURIComponent(new URL(page.url()).pathname.replace('/calls/', ''));
    const said = async () => {
      const { turns } = await service.ask<{ turns: { text: string }[] }>(`/calls/${callId}`);
      return turns.map(({ text }) => text);
    };
    const words = async () => (await said()).join(' ').split(' ').length;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    wire.cut();
    await page.getByText('Connection lost.').waitFor();
    const before = await words();
    await expect.poll(words, { timeout: 60_000 }).toBeGreaterThan(before + 10);
    wire.mend();
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
    await page.getByText(/^Ended, lasted/).waitFor({ timeout: 110_000 });
    expect(await page.locator('.turn-text').allTextContents()).toEqual(await said());
    // Nothing was fetched anew: the stream went on where it broke.
    expect(asked).toContain('/api/v1/events');
    expect(asked.filter((path) => path.startsWith('/api/v1/calls'))).toEqual([]);
  });

  it('is the only thing the page complained of', () => {
    const others = watched.complaints.filter((text) => !/net::ERR_/.test(text));
    expect(others).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage, type WatchedPage } from './helpers/browser.js';
import { Serve } from './helpers/serve.js';

describe('a service that goes away', () => {
  let service: Serve;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    service = await Serve.start();
    browser = await openBrowser();
    watched = await openPage(browser, service.address);
  });
  afterAll(async () => {
    await browser?.close();
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
    const before = (await page.locator('.turn-text').allInnerTexts()).join(' ').split(' ').length;
    await page.context().setOffline(true);
    // Chromium leaves open streams alone when it goes offline; the page notices on its own or is told to look.
    await page.waitForTimeout(12_000);
    await page.context().setOffline(false);
    const callId = decodeURIComponent(new URL(page.url()).pathname.replace('/calls/', ''));
    const said = async () => {
      const { turns } = await service.ask<{ turns: { text: string }[] }>(`/calls/${callId}`);
      return turns.map(({ text }) => text);
    };
    expect((await said()).join(' ').split(' ').length).toBeGreaterThan(before);
    await page.getByText(/^Ended, lasted/).waitFor({ timeout: 110_000 });
    expect(await page.locator('.turn-text').allInnerTexts()).toEqual(await said());
  });

  it('is the only thing the page complained of', () => {
    const others = watched.complaints.filter(
      (text) => !/ERR_CONNECTION|ERR_INTERNET|ERR_INCOMPLETE|ERR_NETWORK/.test(text),
    );
    expect(others).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe } from './helpers/axe.js';
import { openBrowser, openPage, type WatchedPage } from './helpers/browser.js';
import { goWithin } from './helpers/go-within.js';
import { Serve } from './helpers/serve.js';

const PLACES = ['/', '/history', '/health', '/settings', '/audit'];

// Every place while the warning of a scam call stands: that is when everything is on the screen.
describe('the page for everybody', () => {
  let service: Serve;
  let browser: Browser;
  let desk: WatchedPage;
  let phone: WatchedPage;
  let callPath: string;

  beforeAll(async () => {
    service = await Serve.start();
    browser = await openBrowser();
    desk = await openPage(browser, service.address);
    phone = await openPage(browser, service.address, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      locale: 'de-DE',
    });
    // An ordinary call beside it stays on the screen when the scam is over.
    await service.play('legit-clinic-appointment');
    callPath = `/calls/${await service.play('scam-bank-safe-account')}`;
    for (const { page } of [desk, phone]) await page.goto('/');
    for (const { page } of [desk, phone]) await page.locator('.alarm').waitFor({ timeout: 110_000 });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  /** Without loading the page again: the warning stands until it was seen. */
  async function visit({ page }: WatchedPage, place: string): Promise<void> {
    await goWithin(page, place);
    await page.locator('#page-heading').waitFor();
    await page.waitForFunction(() => !/Loading …|Wird geladen …/.test(document.body.innerText));
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`has nothing that axe finds, ${scheme}`, async () => {
      const { page } = desk;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const found: string[] = [];
      for (const place of [...PLACES, callPath]) {
        await visit(desk, place);
        expect(await page.locator('.alarm').count()).toBe(1);
        found.push(...(await axe(page)).map((finding) => `${place}: ${finding}`));
      }
      expect(found).toEqual([]);
    });
  }

  it('fits a phone, in German', async () => {
    const { page } = phone;
    for (const place of [...PLACES, callPath]) {
      await visit(phone, place);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBe(360);
    }
    expect(await axe(page)).toEqual([]);
  });

  it('speaks German all through: interface, warning, advice, signals', async () => {
    const { page } = phone;
    await visit(phone, callPath);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    // In the present or in the past: the call may have ended since.
    expect(await page.locator('.alarm h2').innerText()).toMatch(/nach Betrug aus/);
    expect(await page.locator('.alarm-advice').innerText()).toContain('Legen Sie auf.');
    await visit(phone, '/settings');
    await page.getByLabel('English').check();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('takes an alarm back that a person says is none, and lowers the call', async () => {
    const { page } = desk;
    await visit(desk, '/');
    await page.locator('.alarm').getByRole('button', { name: 'Not a scam' }).click();
    await page.locator('.alarm').waitFor({ state: 'detached' });
    const { dismissed } = await service.ask<{ dismissed: boolean }>(callPath);
    expect(dismissed).toBe(true);
  });

  it('remembers the colours somebody chose', async () => {
    const { page } = desk;
    await page.emulateMedia({ colorScheme: 'light' });
    await visit(desk, '/settings');
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByLabel('Dark', { exact: true }).check();
    expect(await ground()).not.toBe(light);
    await page.reload();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await ground()).not.toBe(light);
    await page.getByLabel('As the device').check();
    expect(await ground()).toBe(light);
  });

  it('can be used by keyboard alone, and shows where one is', async () => {
    const { page } = desk;
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('Skip to the content');
    // On to the places of the page, and to the history.
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('History');
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outline,
    );
    expect(outline).toMatch(/solid 3px/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
    await expect.poll(() => focused(page)).toBe('History');
    // A question opens, escape says no, and the focus is where it was.
    await page.goto(`/calls/${await service.play('legit-clinic-appointment')}`);
    const end = page.locator('.hero-side').getByRole('button', { name: 'End the call' });
    await end.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'End this call now?' }).waitFor();
    await expect.poll(() => focused(page)).toBe('Cancel');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('End the call');
    // And yes ends it.
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Cancel');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('End the call');
    await page.keyboard.press('Enter');
    await page.getByText(/^Ended, lasted/).waitFor();
  });

  it('complains of nothing and talks to nobody else', () => {
    for (const { complaints, strangers } of [desk, phone]) {
      expect(complaints).toEqual([]);
      expect(strangers).toEqual([]);
    }
  });
});

/** The words of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => (document.activeElement?.textContent ?? '').trim());
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axe } from './helpers/axe.js';
import { closePages, openBrowser, openPage } from './helpers/browser.js';
import { Serve } from './helpers/serve.js';

const OPERATOR = 'the-token-of-the-operator';
const VIEWER = 'the-token-of-the-viewer';

describe('a service with tokens', () => {
  let service: Serve;
  let browser: Browser;

  beforeAll(async () => {
    const tokens = [
      { name: 'anna', role: 'operator', token: OPERATOR },
      { name: 'ben', role: 'viewer', token: VIEWER },
    ];
    service = await Serve.start({ config: { server: { tokens } }, token: OPERATOR });
    browser = await openBrowser();
  });
  afterEach(() => closePages(browser));
  afterAll(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  async function signIn(page: Page, token: string): Promise<void> {
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('asks for one, refuses a wrong one, and lets the operator do everything', async () => {
    const { page, complaints, strangers } = await openPage(browser, service.address);
    await page.goto('/history');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await signIn(page, 'not-the-token-of-anybody');
    await page.getByText('This token is not right.').waitFor();
    await signIn(page, OPERATOR);
    await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
    await page.goto('/audit');
    await page.getByText('The record is complete.').waitFor();
    // Script cannot read the cookie.
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.goto('/settings');
    const yaml = await page.locator('.yaml').innerText();
    expect(yaml).toContain('anna');
    expect(yaml).not.toContain(OPERATOR);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // The browser itself notes the refusal of the wrong token.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('lets a viewer look and nothing else', async () => {
    const { page } = await openPage(browser, service.address);
    await page.goto('/');
    await signIn(page, VIEWER);
    await page.getByRole('heading', { name: 'Not watching' }).waitFor();
    expect(
      await page
        .getByRole('button', { name: /^Play the sample/ })
        .first()
        .isDisabled(),
    ).toBe(true);
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    const callId = await service.play('legit-clinic-appointment');
    await page.locator('.call-card a').click();
    await page.getByRole('heading', { name: 'What is said' }).waitFor();
    expect(await page.getByRole('button', { name: /End the call|Not a scam/ }).count()).toBe(0);
    expect(page.url()).toContain(callId);
  });
});

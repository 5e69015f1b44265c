import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser, openPage } from '../test/live/dashboard/helpers/browser.js';
import { Serve } from '../test/live/dashboard/helpers/serve.js';

// Takes the pictures of docs/dashboard.md: the real service, the real page, our own sample calls. Two minutes.

const FOLDER = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 800 },
  deviceScaleFactor: 1.5,
  locale: 'de-DE',
};

await using service = await Serve.start();
await using browser = await openBrowser();
const open = async (options: BrowserContextOptions) =>
  (await openPage(browser, service.address, { reducedMotion: 'reduce', ...options })).page;
const light = await open({ colorScheme: 'light' });
const dark = await open({ colorScheme: 'dark' });
const phone = await open({ ...PHONE, colorScheme: 'light' });
for (const page of [light, dark, phone]) await page.goto('/');
// A touch, as a person's first, so that the page asks for none.
for (const page of [light, dark, phone]) await page.locator('.hero h1').click();

await light
  .getByRole('button', { name: /^Play the sample/ })
  .first()
  .waitFor();
await picture(light, 'not-watching');
await service.play('legit-family-chat-sunday');
const scam = `/calls/${await service.play('scam-bank-safe-account')}`;
await light.locator('.alarm').waitFor({ timeout: 120_000 });
await picture(light, 'scam');
await phone.locator('.alarm').waitFor();
await picture(phone, 'scam-phone-german');
await dark.getByRole('button', { name: 'I have seen it' }).click();
await dark.locator(`a[href="${scam}"]`).click();
await dark.getByText(/^Ended, lasted/).waitFor({ timeout: 120_000 });
await dark.locator('.transcript').evaluate((place) => place.scrollTo(0, 0.45 * place.scrollHeight));
await picture(dark, 'call-dark', true);
await light.getByRole('button', { name: 'I have seen it' }).click();
await light.locator('.call-card a').last().click();
await light.locator('.turn-text').nth(3).waitFor();
await picture(light, 'call', true);
await light.getByRole('link', { name: 'Health' }).click();
await light.getByRole('heading', { name: 'Phone lines' }).waitFor();
await picture(light, 'health', true);
await light.getByRole('link', { name: 'History' }).click();
await light.locator('.history-row').first().waitFor();
await picture(light, 'history');

async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const size = page.viewportSize();
  // Turns out of sight are not laid out, so what the picture is to show has to be in sight before.
  if (fullPage && size) {
    const height = await page.locator('html').evaluate((html) => html.scrollHeight);
    await page.setViewportSize({ ...size, height });
  }
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage, animations: 'disabled' });
  if (size) await page.setViewportSize(size);
  process.stderr.write(`${name}.png\n`);
}

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';

/** Nothing that Chromium does by itself: no GPU, no updates, no calls home. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real headless Chromium. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(PROGRAM))
    throw new Error('These tests need Chromium: install the Debian package chromium.');
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}

/** A page, and everything about it that must not be. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions nobody caught. */
  readonly complaints: string[];
  /** Requests to any other place than the service. */
  readonly strangers: string[];
}

/**
 * A page of its own, with cookies of its own. Where each test opens one, `afterEach(() => closePages(browser))` closes it:
 * one that stays open goes on drawing and ringing beside those of later tests.
 *
 * @param address the only place the page may talk to
 */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== address && protocol !== 'blob:') strangers.push(request.url());
  });
  return { page, complaints, strangers };
}

/** Closes every page that is open, however its test ended. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

import type { Page } from 'playwright-core';

/** Goes to a place of the page as the browser's buttons do, without loading it again. */
export async function goWithin(page: Page, place: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, place);
}

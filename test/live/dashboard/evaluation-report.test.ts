import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadCalibration } from '../../../src/detection/calibration.js';
import { TAXONOMY } from '../../../src/detection/taxonomy.js';
import { seededRandom } from '../../../src/evaluation/random.js';
import { composeReport } from '../../../src/evaluation/report/compose.js';
import { toHtml } from '../../../src/evaluation/report/html.js';
import type { CallRecord } from '../../../src/evaluation/report/record.js';
import { record, report } from '../../evaluation/records.js';
import { repository } from '../../helpers/shipped.js';
import { axe } from './helpers/axe.js';
import { closePages, openBrowser, openPage } from './helpers/browser.js';

const random = seededRandom(7);

const KINDS = TAXONOMY.categories.map(({ id }) => id);

/** A third are scams of all kinds; recorded and written ones, so that every section has something to say. */
const CALLS = Array.from({ length: 90 }, (_, i): CallRecord => {
  const isScam = i % 3 === 0;
  const score = Math.min(0.99, Math.max(0.01, (isScam ? 0.6 : 0.2) + (random() - 0.5) * 0.7));
  const level = score > 0.7 ? 'scam' : 'suspicious';
  const kind = KINDS[i % KINDS.length] ?? 'other';
  return record({
    id: `call-${i}`,
    kind: i % 2 === 0 ? 'audio' : 'text',
    label: isScam ? 'scam' : 'legitimate',
    category: isScam ? kind : 'family',
    hardNegative: !isScam && i % 7 === 0,
    synthetic: i % 5 === 0,
    rendering: i % 2 === 0 ? null : 'clean',
    score,
    firstCueMs: isScam ? 10_000 : null,
    extractionCueMs: isScam ? 40_000 : null,
    evidence: [
      { atMs: 9000, gate: score * 6 - 3 },
      { atMs: 9000, judge: score * 8 - 4 },
    ],
    judgeEveryPiece: score,
    keywords: isScam ? 2 : 0,
    alerts: score > 0.5 ? [{ level, atMs: 60_000 * random(), category: kind, score }] : [],
  });
});

let browser: Browser;
let html: string;
beforeAll(async () => {
  browser = await openBrowser();
  const calibration = await loadCalibration(`${repository}models/calibration-en.json`);
  const { title, blocks } = composeReport(report(CALLS, calibration));
  html = toHtml(title, blocks);
});
afterEach(() => closePages(browser));
afterAll(() => browser.close());

describe.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)('the report page, %s, %i pixels wide', (colorScheme, width) => {
  it('is sound, asks for nothing, and scrolls sideways only inside its tables', async () => {
    const watched = await openPage(browser, 'http://127.0.0.1:9', {
      colorScheme,
      viewport: { width, height: 900 },
    });
    const { page, complaints, strangers } = watched;
    await page.setContent(html);
    expect(await page.locator('svg').count()).toBeGreaterThan(10);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('lets no word of a picture lie over another one', async () => {
    const { page } = await openPage(browser, 'http://127.0.0.1:9', {
      colorScheme,
      viewport: { width, height: 900 },
    });
    await page.setContent(html);
    const covered = await page.evaluate(() =>
      [...document.querySelectorAll('svg')].flatMap((svg) => {
        const texts = [...svg.querySelectorAll('text')].map((text) => ({
          said: text.textContent,
          box: text.getBoundingClientRect(),
        }));
        return texts.flatMap((a, i) =>
          texts.slice(i + 1).flatMap((b) => {
            const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            return wide > 1 && high > 3 ? [`${a.said} / ${b.said}`] : [];
          }),
        );
      }),
    );
    expect(covered).toEqual([]);
  });
});

it('fits on paper', async () => {
  // A4 with Chromium's margins is 718 pixels wide.
  const { page } = await openPage(browser, 'http://127.0.0.1:9', { viewport: { width: 718, height: 1000 } });
  await page.setContent(html);
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(718);
  expect((await page.pdf({ format: 'A4' })).subarray(0, 4).toString()).toBe('%PDF');
});

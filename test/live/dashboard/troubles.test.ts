import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { alert, detail, view } from '../../dashboard/events.js';
import { access, address, lineCall, type Running, scamEvents, startService } from '../../server/service.js';
import { axe } from './helpers/axe.js';
import { closePages, openBrowser, openPage } from './helpers/browser.js';
import { goWithin } from './helpers/go-within.js';
import { Wire } from './helpers/wire.js';

const TOKEN = 'the-token-of-the-operator';
const SCAM = {
  level: 'scam',
  highest: 'scam',
  category: 'bank',
  title: 'Fake bank or card fraud desk',
} as const;

// The real page and the real service, without models; where a trouble is hard to bring about the answer is put in.
describe('a page that cannot warn', () => {
  let running: Running;
  let browser: Browser;
  let place: string;

  beforeAll(async () => {
    const tokens = [access('anna', 'operator', TOKEN)];
    // Nearly every test signs in.
    running = await startService({ server: { tokens, limits: { signInsPerMinute: 100 } } });
    place = await address(running);
    browser = await openBrowser();
  });
  afterEach(() => closePages(browser));
  afterAll(async () => {
    await browser?.close();
    await running?.[Symbol.asyncDispose]();
  });

  async function signedIn(
    path = '/',
    before: (page: Page) => Promise<unknown> = async () => {},
    at = place,
  ): Promise<Page> {
    const { page } = await openPage(browser, at);
    await before(page);
    await page.goto(path);
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return page;
  }

  const answer = (page: Page, path: string, json: object, status = 200) =>
    page.route(`**/api/v1${path}`, (route) =>
      route.fulfill({ status, json, headers: { 'last-event-id': `${running.service.hub.newestId}` } }),
    );

  it('says that Callwarden is getting ready while its models are loaded, and is not green', async () => {
    const page = await signedIn();
    await page.getByRole('heading', { name: 'Callwarden is getting ready' }).waitFor();
    expect(await page.locator('.hero.level-unknown').count()).toBe(1);
    expect(await page.getByText('No phone line is set up yet.').count()).toBe(0);
  });

  it('is quiet and green while a line is watched, and neither any more when it is not', async () => {
    const health = await fetch(`${place}/api/v1/health`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const told: object = await health.json();
    const line = { name: 'office', kind: 'sip', reason: null, calls: 0 };
    const models = (['ear', 'voice'] as const).map((role) => ({
      role,
      name: role,
      state: 'up',
      restarts: 0,
    }));
    const as = (state: string) => ({ ...told, models, lines: [{ ...line, state }] });
    const page = await signedIn('/', (page) => answer(page, '/health', as('up')));
    await page.getByRole('heading', { name: 'All quiet' }).waitFor();
    expect(await page.locator('.hero.level-clear').innerText()).toContain('Listening on: office.');
    await answer(page, '/health', as('down'));
    const says = 'Line office is down';
    const causes = [{ code: 'line', name: 'office', state: 'down', says } as const];
    running.service.hub.publish('health', { state: 'degraded', reasons: [says], causes });
    await page.getByRole('heading', { name: 'Not watching' }).waitFor();
    expect(await page.locator('.hero').innerText()).toContain('Not reached right now: office.');
    expect(await axe(page)).toEqual([]);
  });

  it('says of a remembered call what was not kept, and draws no empty chart', async () => {
    const ended = { state: 'ended', endedAt: '2026-11-24T10:05:00.000Z', canHangUp: false } as const;
    const kept = detail({ ...ended, ...SCAM, direction: 'outbound', level: 'clear', transcriptKept: false });
    const page = await signedIn('/calls/kitchen-1', (page) => answer(page, '/calls/kitchen-1', kept));
    await page.getByText('What was noticed in this call was not kept.').waitFor();
    await page.getByText('How the risk went up and down in this call was not kept.').waitFor();
    await page.getByText('The words of this call are not kept.').waitFor();
    expect(await page.locator('.risk-chart').count()).toBe(0);
    // It looks clear now: the kind of scam stands beside its highest level alone.
    expect(await page.locator('.hero-says').innerText()).toBe('Clear. Nothing suspicious so far.');
    expect(await page.locator('.hero .facts').innerText()).toContain(
      'Highest: Scam (Fake bank or card fraud desk)',
    );
  });

  it('warns without quotes where nobody may look at the call, and takes the warning along when the sign-in ends', async () => {
    const page = await signedIn('/', async (page) => {
      await answer(page, '/calls', { calls: [view(SCAM)] });
      const refused = { code: 'CW_STORE_NOT_AUDITED', message: 'not now', statusCode: 503 };
      await answer(page, '/calls/kitchen-1', refused, 503);
    });
    const panel = page.locator('.alarm');
    await panel.getByText('Hang up. Do not pay anything').waitFor();
    expect(await panel.locator('q').count()).toBe(0);
    expect(await page.getByText('Connection lost.').count()).toBe(0);
    // The place is emptied first, so that a screen reader notices.
    await page.locator('[aria-live=assertive]', { hasText: 'Scam warning.' }).waitFor();
    await page.context().clearCookies();
    // Not by its link: what the page asks by itself may be refused first, and then there is none to press.
    await goWithin(page, '/history');
    await page.getByText('Your sign-in has ended.').waitFor();
    expect(await panel.count()).toBe(0);
    await page.waitForFunction(() => !document.title.includes('SCAM CALL'));
    expect(await axe(page)).toEqual([]);
  });

  it('names both sides of a call that was made from here', async () => {
    const said = { atMs: 1000, startMs: 0, endMs: 900, text: 'hello', confidence: 1, final: true } as const;
    const turns = [{ ...said, id: 'r1', party: 'remote' as const }];
    const { type: _type, callId: _callId, ...warned } = alert();
    const call = detail({ ...SCAM, direction: 'outbound', turns, alerts: [warned] });
    const page = await signedIn('/calls/kitchen-1', (page) => answer(page, '/calls/kitchen-1', call));
    await page.locator('.turn-party').waitFor();
    expect(await page.locator('.turn-party').innerText()).toBe('Other side');
  });

  it('says that a call is not kept any more that was deleted while its page was open', async () => {
    await using wire = await Wire.to(Number(new URL(place).port));
    const call = lineCall('office-7');
    for (const event of scamEvents('office-7')) running.service.take(event, call);
    const page = await signedIn('/calls/office-7', async () => {}, wire.address);
    await page.locator('.turn-text').first().waitFor();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const deleted = await fetch(`${place}/api/v1/calls/office-7`, { method: 'DELETE', headers });
    expect(deleted.status).toBe(204);
    wire.cut();
    await page.getByText('Connection lost.').waitFor();
    wire.mend();
    await page.getByText('This call is not known here, or not any more.').waitFor();
    expect(await page.locator('.turn-text').count()).toBe(0);
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
    expect(await axe(page)).toEqual([]);
  });

  it('says that nobody answers when that is so from the start', async () => {
    const { page } = await openPage(browser, place);
    await page.route('**/api/v1/session', (route) => route.abort());
    await page.goto('/');
    await page.getByText('Callwarden does not answer. Is it running?').waitFor();
    await page.unroute('**/api/v1/session');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText('Callwarden does not answer.').count()).toBe(0);
  });
});

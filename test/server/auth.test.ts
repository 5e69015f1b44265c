import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { defaultConfig } from '../../src/config/load.js';
import { checkOpenness, Place } from '../../src/server/auth/place.js';
import { Sessions } from '../../src/server/auth/sessions.js';
import { Tokens } from '../../src/server/auth/tokens.js';
import { access, address, happen, type Running, startService } from './service.js';

const VIEWER = 'viewer-token-0123456789';
const OPERATOR = 'operator-token-0123456789';
const tokens = [access('hall', 'viewer', VIEWER), access('ada', 'operator', OPERATOR)];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

type Answer = 'ok' | 401 | 403;
/** Every route of docs/api.md: who gets what without a token, with a viewer's, with an operator's. */
const ROUTES: readonly [method: 'GET' | 'POST' | 'DELETE', path: string, none: Answer, viewer: Answer][] = [
  ['GET', '/api/v1/session', 'ok', 'ok'],
  ['POST', '/api/v1/session', 'ok', 'ok'],
  ['DELETE', '/api/v1/session', 'ok', 'ok'],
  ['GET', '/api/v1/calls', 401, 'ok'],
  ['GET', '/api/v1/calls/{callId}', 401, 'ok'],
  ['POST', '/api/v1/calls/{callId}/hangup', 401, 403],
  ['POST', '/api/v1/calls/{callId}/feedback', 401, 403],
  ['DELETE', '/api/v1/calls/{callId}', 401, 403],
  ['GET', '/api/v1/calls/{callId}/export', 401, 403],
  ['GET', '/api/v1/history', 401, 'ok'],
  ['DELETE', '/api/v1/numbers/{number}', 401, 403],
  ['GET', '/api/v1/numbers/{number}/export', 401, 403],
  ['GET', '/api/v1/samples', 401, 'ok'],
  ['POST', '/api/v1/samples/{sample}/play', 401, 403],
  ['GET', '/api/v1/events', 401, 'ok'],
  ['GET', '/api/v1/health', 401, 'ok'],
  ['GET', '/api/v1/settings', 401, 'ok'],
  ['GET', '/api/v1/audit', 401, 403],
  ['GET', '/api/v1/openapi.json', 401, 'ok'],
  ['GET', '/healthz', 'ok', 'ok'],
  ['GET', '/readyz', 'ok', 'ok'],
  ['GET', '/metrics', 401, 'ok'],
  ['GET', '/', 'ok', 'ok'],
];

let running: Running;
beforeAll(async () => {
  running = await startService({ server: { tokens, limits: { signInsPerMinute: 1000 } } });
});
afterAll(() => running[Symbol.asyncDispose]());

describe('who may use what', () => {
  it('has a line here for every route', async () => {
    const { paths } = (
      await running.app.inject({ url: '/api/v1/openapi.json', headers: bearer(VIEWER) })
    ).json();
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const here = ROUTES.filter(([, path]) => path.startsWith('/api')).map(
      ([method, path]) => `${method} ${path}`,
    );
    expect(documented.sort()).toEqual(here.sort());
  });

  it.each(ROUTES)(
    '%s %s: without a token %s, as viewer %s, as operator ok',
    async (method, path, none, viewer) => {
      const url = path.replace('{callId}', 'none').replace('{number}', '12345').replace('{sample}', 'none');
      const body = path.endsWith('/feedback') ? { verdict: 'not-scam' } : { token: OPERATOR };
      const statusFor = async (headers: Record<string, string>) => {
        const payload = method === 'POST' && !/hangup|play/.test(path) ? { payload: body } : {};
        const { statusCode } = await running.app.inject({ method, url, headers, ...payload });
        return statusCode === 401 || statusCode === 403 ? statusCode : 'ok';
      };
      expect(await statusFor({})).toBe(none);
      expect(await statusFor(bearer('wrong-token-0123456789'))).toBe(none);
      // A stream would not end: that it opens is asked of a real socket below.
      if (path.endsWith('/events')) return;
      expect(await statusFor(bearer(VIEWER))).toBe(viewer);
      expect(await statusFor(bearer(OPERATOR))).toBe('ok');
    },
  );

  it('lets the browser in that signed in, with a cookie no script and no other site gets', async () => {
    const signIn = await running.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: VIEWER },
    });
    expect(signIn.json()).toEqual({ role: 'viewer', tokenNeeded: true });
    const header = String(signIn.headers['set-cookie']);
    expect(header).toMatch(/; HttpOnly/);
    expect(header).toMatch(/; SameSite=Strict/);
    expect(header).not.toMatch(/; Secure/);
    const cookie = header.split(';')[0] ?? '';
    const calls = () => running.app.inject({ url: '/api/v1/calls', headers: { cookie } });
    expect((await calls()).statusCode).toBe(200);
    const forged = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await running.app.inject({ url: '/api/v1/calls', headers: { cookie: forged } })).statusCode).toBe(
      401,
    );
    await running.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } });
    expect((await calls()).statusCode).toBe(401);
  });

  it('says nothing of why a token is wrong', async () => {
    const wrong = await running.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: 'x' },
    });
    expect(wrong.json()).toMatchObject({ statusCode: 401, code: 'CW_AUTH_WRONG' });
  });

  it('marks the cookie Secure where the proxy says https, and only then believes it', async () => {
    await using proxied = await startService({
      server: { tokens, behindProxy: true, publicNames: ['calls.lan'] },
    });
    const headers = { host: 'calls.lan', 'x-forwarded-proto': 'https', origin: 'https://calls.lan' };
    const { app } = proxied;
    const signIn = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: VIEWER },
      headers,
    });
    expect(String(signIn.headers['set-cookie'])).toMatch(/; Secure/);
    const direct = await running.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: VIEWER },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(String(direct.headers['set-cookie'])).not.toMatch(/; Secure/);
  });

  it('ends the stream of a browser that signed out', async () => {
    await using own = await startService({ server: { tokens } });
    const base = await address(own);
    const signIn = await fetch(`${base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: VIEWER }),
    });
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const stream = await fetch(`${base}/api/v1/events`, { headers: { cookie } });
    expect(stream.status).toBe(200);
    await fetch(`${base}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
    own.service.hub.beat();
    for await (const _ of stream.body ?? []);
    expect(own.service.hub.size).toBe(0);
  });

  it('lets whoever sits at the machine do everything where there is no token', async () => {
    await using own = await startService();
    happen(own, 'a');
    expect((await own.app.inject({ method: 'DELETE', url: '/api/v1/calls/a' })).statusCode).toBe(204);
    expect((await own.app.inject({ url: '/api/v1/session' })).json()).toEqual({
      role: 'operator',
      tokenNeeded: false,
    });
  });
});

describe('requests of other sites', () => {
  it.each([
    ['a name that leads here by DNS rebinding', { host: 'evil.example' }, 'CW_AUTH_HOST'],
    ['an address that is not ours', { host: '192.168.1.7:8479' }, 'CW_AUTH_HOST'],
    ['a page of another site', { origin: 'https://evil.example' }, 'CW_AUTH_ORIGIN'],
    [
      'a page of another port of this machine',
      { host: 'localhost:8479', origin: 'http://localhost:3000' },
      'CW_AUTH_ORIGIN',
    ],
    ['a page without an origin of its own', { origin: 'null' }, 'CW_AUTH_ORIGIN'],
    [
      'an image on another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      'CW_AUTH_ORIGIN',
    ],
  ])('are refused: %s', async (_what, headers, code) => {
    for (const [method, url] of [
      ['GET', '/api/v1/calls'],
      ['POST', '/api/v1/samples/x/play'],
      ['GET', '/'],
    ] as const) {
      const answer = await running.app.inject({ method, url, headers: { ...bearer(OPERATOR), ...headers } });
      expect(answer.json().code).toBe(code);
    }
  });

  it('are told apart from our own', async () => {
    const ours = { host: 'localhost:8479', origin: 'http://localhost:8479', 'sec-fetch-site': 'same-origin' };
    const answer = await running.app.inject({
      url: '/api/v1/calls',
      headers: { ...bearer(VIEWER), ...ours },
    });
    expect(answer.statusCode).toBe(200);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await running.app.inject({ url: '/', headers: link })).statusCode).not.toBe(403);
    const led = { ...bearer(OPERATOR), ...link };
    expect((await running.app.inject({ url: '/api/v1/calls', headers: led })).statusCode).toBe(403);
  });

  it.each([
    ['127.0.0.1', 'localhost:1', true],
    ['127.0.0.1', '[::1]:1', true],
    ['127.0.0.1', '10.0.0.5', false],
    ['0.0.0.0', '10.0.0.5:1', true],
    ['0.0.0.0', '[fe80::1]', true],
    ['0.0.0.0', 'box.lan', false],
    ['10.0.0.5', '10.0.0.5', true],
    ['10.0.0.5', 'Calls.LAN', true],
    ['10.0.0.5', 'calls.lan.evil.example', false],
    ['10.0.0.5', 'a b', false],
    ['127.0.0.1', '', false],
  ])('served at %s, asked as %s: %s', (host, header, own) => {
    const place = new Place({ host, publicNames: ['calls.lan'], behindProxy: false });
    expect(place.isOwnHost(header)).toBe(own);
  });

  it.each([
    ['http://calls.lan:8479', false, true],
    ['http://calls.lan:3000', false, false],
    ['https://calls.lan', false, false],
    ['https://calls.lan', true, true],
    ['http://localhost:3000', true, false],
    ['https://other.lan', true, false],
  ])('with a page of %s, behind a proxy: %s, are of our own: %s', (origin, behindProxy, own) => {
    const place = new Place({ host: '0.0.0.0', publicNames: ['calls.lan'], behindProxy });
    expect(place.isOwnOrigin(origin, 'calls.lan:8479')).toBe(own);
  });

  it('takes no body but JSON, so that no form can send one', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await running.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { 'content-type': type },
        payload: '{"token":"x"}',
      });
      expect(answer.json()).toMatchObject({ statusCode: 415, code: 'CW_API_MEDIA_TYPE' });
    }
  });
});

describe('limits', () => {
  it('refuses to try tokens one after the other', async () => {
    await using own = await startService({ server: { tokens, limits: { signInsPerMinute: 3 } } });
    const tried = () =>
      own.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token: 'guess' } });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await tried()).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await tried()).json().code).toBe('CW_API_RATE');
  });

  it('counts requests that are refused, and guesses of bearers too', async () => {
    await using own = await startService({ server: { tokens, limits: { requestsPerMinute: 10 } } });
    const statuses = [];
    for (let i = 0; i < 12; i++) {
      const headers = bearer(`guess-${i}-0123456789`);
      statuses.push((await own.app.inject({ url: '/api/v1/calls', headers })).statusCode);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await own.app.inject({ url: '/nowhere' })).statusCode).toBe(429);
  });

  it('opens no more streams than it may', async () => {
    await using own = await startService({ server: { limits: { streams: 2 } } });
    const base = await address(own);
    const abort = new AbortController();
    const open = () => fetch(`${base}/api/v1/events`, { signal: abort.signal });
    const statuses = [await open(), await open(), await open()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    abort.abort();
  });
});

describe('tokens and sessions', () => {
  it.each([
    ['none of the three', {}, /needs one of/],
    ['two of the three', { token: VIEWER, tokenEnv: 'X' }, /needs one of/],
    ['a short one', { token: 'short' }, /shorter than 16/],
    ['a variable that is not set', { tokenEnv: 'CALLWARDEN_NO_SUCH' }, /CALLWARDEN_NO_SUCH/],
    ['a file that is not there', { tokenFile: '/nowhere/token' }, /cannot be read/],
  ])('refuses %s in one sentence', (_what, given, message) => {
    const token = { ...access('door', 'viewer', ''), token: null, ...given };
    expect(() => new Tokens([token], {})).toThrow(message);
  });

  it('reads a file and a variable, and finds whose a token is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'callwarden-token-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'token'), `${VIEWER}\n`);
    const book = new Tokens(
      [
        { ...access('file', 'viewer', ''), token: null, tokenFile: join(folder, 'token') },
        { ...access('env', 'operator', ''), token: null, tokenEnv: 'DOOR' },
      ],
      { DOOR: OPERATOR },
    );
    expect(book.find(VIEWER)).toEqual({ name: 'file', role: 'viewer' });
    expect(book.find(OPERATOR)).toEqual({ name: 'env', role: 'operator' });
    expect(book.find('')).toBeUndefined();
    expect(() => new Tokens([access('a', 'viewer', VIEWER), access('b', 'operator', VIEWER)])).toThrow(
      /same/,
    );
  });

  it('ends a session at its time, and the oldest where there are too many', () => {
    let now = 0;
    const sessions = new Sessions(1000, () => now);
    const who = { name: 'ada', role: 'operator' } as const;
    const first = sessions.begin(who);
    expect(sessions.find(first)).toEqual(who);
    for (let i = 0; i < 1000; i++) sessions.begin(who);
    expect(sessions.find(first)).toBeUndefined();
    const last = sessions.begin(who);
    now = 1000;
    expect(sessions.find(last)).toBeUndefined();
  });

  it.each([
    [{ host: '0.0.0.0' }, false],
    [{ host: '192.168.1.5' }, false],
    [{ host: 'box.lan' }, false],
    [{ behindProxy: true }, false],
    [{ publicNames: ['calls.lan'] }, false],
    [{ host: '0.0.0.0', tokens }, true],
    [{ host: '::1' }, true],
    [{ host: 'localhost' }, true],
    [{}, true],
  ])('open as %j may start: %s', (changes, may) => {
    const check = () => checkOpenness({ ...defaultConfig().server, ...changes });
    if (may) expect(check).not.toThrow();
    else expect(check).toThrow(/at least one token/);
  });
});

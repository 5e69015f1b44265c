import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { access, address, happen, type Running, startService } from './service.js';

// Every route of the OpenAPI document, asked with what its schema allows, with what it nearly allows, and with anything.

const TOKEN = 'operator-token-0123456789';
const REQUESTS = 10_000;

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

let running: Running;
beforeAll(async () => {
  // A rate limit would refuse all but the first; played samples would take the machine.
  const tokens = [access('ada', 'operator', TOKEN)];
  running = await startService({
    server: { tokens, limits: { signInsPerMinute: 1000, samples: 1, streams: 50 } },
    store: { transcripts: true },
  });
  await running.service.load();
  for (const callId of ['a', 'b', 'c']) happen(running, callId, { ends: callId !== 'c' });
}, 180_000);
afterAll(() => running?.[Symbol.asyncDispose]());

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '..',
    '%00',
    'a',
    'b',
    'c',
    '__proto__',
    "' OR 1=1 --",
    '\u202e',
    '9'.repeat(400),
    'null',
  ),
  fc.integer().map(String),
  fc.double().map(String),
);

/** Values that a schema allows. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, fitting(value)]);
    return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
  }
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum ?? -9, max: schema.maximum ?? 1e9 });
  if (schema.format === 'date-time')
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (schema.pattern) return fc.constantFrom('scam-bank-safe-account', 'none', 'a-b');
  return fc.oneof(
    fc.string({ maxLength: Math.min(schema.maxLength ?? 50, 60) }),
    fc.constantFrom('a', 'b', 'c', '+442079460958', 'scam'),
  );
}

const nearly = (schema: Schema) =>
  fc.oneof({ weight: 3, arbitrary: fitting(schema) }, { weight: 2, arbitrary: odd });

function requestOf({ method, path, operation }: Route) {
  const parameters = operation.parameters ?? [];
  const values = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters.filter((one) => one.in === place).map(({ name, schema }) => [name, nearly(schema)]),
      ),
      { requiredKeys: [] },
    );
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = content
    ? fc.oneof(
        { weight: 3, arbitrary: fitting(content.schema).map((value) => JSON.stringify(value)) },
        { weight: 2, arbitrary: fc.json() },
        { weight: 1, arbitrary: odd },
      )
    : fc.option(fc.json(), { nil: undefined, freq: 4 });
  return fc
    .record({
      fromPath: values('path'),
      query: fc.oneof(
        { weight: 4, arbitrary: values('query') },
        { weight: 1, arbitrary: fc.dictionary(odd, odd, { maxKeys: 3 }) },
      ),
      body,
      type: fc.oneof(
        { weight: 5, arbitrary: fc.constant(type ?? 'application/json') },
        { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'x', '') },
      ),
      known: fc.boolean(),
    })
    .map(({ fromPath, query, body: text, type: contentType, known }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
        encodeSafely(String(Reflect.get(fromPath, name) ?? (known ? 'a' : 'nothing'))),
      );
      const search = Object.entries(query)
        .map(([key, value]) => `${encodeSafely(key)}=${encodeSafely(String(value))}`)
        .join('&');
      return { method, url: search === '' ? filled : `${filled}?${search}`, body: text, contentType };
    });
}

/** Halves of surrogate pairs cannot be encoded; they are sent as they are. */
function encodeSafely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}

describe('the API, asked anything', () => {
  it(`answers ${REQUESTS} requests made from its own schema without a fault`, {
    timeout: 600_000,
  }, async () => {
    const { app } = running;
    await app.ready();
    const document = app.swagger() as { paths?: Record<string, Record<string, Operation>> };
    const routes: Route[] = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation,
      })),
    );
    for (const path of ['/healthz', '/metrics', '/', '/calls/{callId}', '/nothing/{callId}']) {
      routes.push({ method: 'GET', path, operation: {} });
    }
    // A stream does not end by itself: what it refuses is asked of it below, what it takes in event-hub.test.ts.
    const asked = routes.filter(({ path }) => !path.endsWith('/events'));
    expect(asked.length).toBeGreaterThan(20);
    const statuses = new Map<number, number>();
    const perRoute = Math.ceil(REQUESTS / asked.length);
    for (const route of asked) {
      await fc.assert(
        fc.asyncProperty(requestOf(route), async ({ method, url, body, contentType }) => {
          const answer = await app.inject({
            method: method as 'GET',
            url,
            headers: {
              authorization: `Bearer ${TOKEN}`,
              ...(body === undefined || contentType === '' ? {} : { 'content-type': contentType }),
            },
            ...(body === undefined ? {} : { payload: body }),
          });
          const { statusCode } = answer;
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
          expect(statusCode).toBeLessThan(500);
          if (statusCode >= 400 && route.path.startsWith('/api')) {
            expect(answer.json()).toEqual({
              code: expect.stringMatching(/^CW_/),
              message: expect.stringMatching(/\S/),
              statusCode,
            });
          }
        }),
        { numRuns: perRoute },
      );
    }
    const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(REQUESTS);
    // If everything were refused, nothing would have been tried.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 10);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(100);
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('survives bytes that are no HTTP', async () => {
    const { hostname, port } = new URL(await address(running));
    const say = (bytes: Uint8Array) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname);
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve(answer));
        socket.end(bytes);
      });
    const start = fc.constantFrom(
      '',
      'GET / HTTP/1.1\r\n',
      'POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\n',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (head, noise) => {
        const answer = await say(Buffer.concat([Buffer.from(head), noise, Buffer.from('\r\n\r\n')]));
        expect(answer).not.toMatch(/^HTTP\/1.1 5/);
      }),
      { numRuns: 500 },
    );
    expect(await say(Buffer.from('nonsense\r\n\r\n'))).toMatch(
      /^HTTP\/1.1 400 [\s\S]*"code":"CW_API_BAD_REQUEST"/,
    );
    expect((await running.app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('refuses streams it does not understand', async () => {
    for (const query of [
      'callId=',
      `callId=${'x'.repeat(300)}`,
      'other=1',
      `lastEventId=${'9'.repeat(60)}`,
    ]) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await running.app.inject({ url: `/api/v1/events?${query}`, headers });
      expect(answer.json()).toMatchObject({ statusCode: 400, code: 'CW_API_BAD_REQUEST' });
    }
  });
});

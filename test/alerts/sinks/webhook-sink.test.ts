import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AlertDispatcher } from '../../../src/alerts/sinks/alert-dispatcher.js';
import type { AlertSink } from '../../../src/alerts/sinks/alert-sink.js';
import { openSinks } from '../../../src/alerts/sinks/open-sinks.js';
import { EgressGuard } from '../../../src/network/egress-guard.js';
import { backoffMs } from '../../../src/sources/backoff.js';
import { alertOf, callOf, configOf, NUMBER, never, QUOTE } from './alerts.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-webhook-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server that keeps what it got. */
async function serve(
  answer: (response: ServerResponse, n: number) => void,
  tls?: { key: Buffer; cert: Buffer },
) {
  const received: Received[] = [];
  const server = tls ? createTlsServer(tls) : createServer();
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response, received.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return { received, port: address.port };
}

const ok = (response: ServerResponse) => void response.writeHead(204).end();

async function webhook(url: string, settings: object = {}): Promise<AlertSink> {
  const [sink] = await openSinks(configOf([{ kind: 'webhook', url, ...settings }]));
  if (!sink) throw new Error('no sink');
  return sink;
}

describe('web hook', () => {
  it('posts the alert as JSON, signed with the secret of the file', async () => {
    const { received, port } = await serve(ok);
    const secretFile = join(folder, 'secret');
    await writeFile(secretFile, 'not to be guessed\n');
    const sink = await webhook(`http://127.0.0.1:${port}/hook?room=1`, { secretFile });
    await sink.deliver(alertOf(), callOf(), never());
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = received;
    expect(path).toBe('/hook?room=1');
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({ event: 'alert', id: 'line-1:scam', level: 'scam' });
    expect(headers['x-callwarden-id']).toBe('line-1:scam');
    const time = Number(headers['x-callwarden-time']);
    expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(60);
    const hash = createHmac('sha256', 'not to be guessed').update(`${time}.${body}`).digest('hex');
    expect(headers['x-callwarden-signature']).toBe(`sha256=${hash}`);
    expect(body).not.toContain(QUOTE);
    expect(body).not.toContain(NUMBER);
  });

  it('says of a sample call that it is one', async () => {
    const { received, port } = await serve(ok);
    const sink = await webhook(`http://127.0.0.1:${port}/`);
    await sink.deliver(alertOf(), callOf('sample-1', { line: 'sample' }), never());
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      line: 'sample',
      title: 'Sample call: Gift cards',
    });
  });

  it('names calls of lines in any script', async () => {
    const { received, port } = await serve(ok);
    const sink = await webhook(`http://127.0.0.1:${port}/`);
    await sink.deliver(alertOf(), callOf('Büro – Empfang \ud800-1'), never());
    const [sent] = received;
    expect(sent?.headers['x-callwarden-id']).toBe('B%C3%BCro%20%E2%80%93%20Empfang%20%EF%BF%BD-1:scam');
    expect(JSON.parse(sent?.body ?? '').callId).toBe('Büro – Empfang \ud800-1');
  });

  it('follows no redirect', async () => {
    const elsewhere = await serve(ok);
    const { port } = await serve(
      (response) => void response.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}/` }).end(),
    );
    const sink = await webhook(`http://127.0.0.1:${port}/secret-path`);
    const failure = sink.deliver(alertOf(), callOf(), never());
    await expect(failure).rejects.toMatchObject({
      code: 'CW_ALERT_REFUSED',
      message: `webhook: 127.0.0.1:${port} answered with 307, a redirect.`,
    });
    expect(elsewhere.received).toEqual([]);
  });

  it('is tried again when the server is busy, and not when it says no', async () => {
    const busy = await serve((response, n) => void response.writeHead(n < 3 ? 503 : 200).end());
    const strict = await serve((response) => void response.writeHead(401).end());
    const failures: string[] = [];
    const dispatcher = new AlertDispatcher(
      [
        await webhook(`http://127.0.0.1:${busy.port}/`),
        await webhook(`http://127.0.0.1:${strict.port}/`, { name: 'strict' }),
      ],
      { onFailure: ({ code }, sink) => void failures.push(`${sink} ${code}`) },
    );
    dispatcher.raise(alertOf(), callOf());
    await expect.poll(() => dispatcher.stats()[0]?.delivered, { timeout: 20_000 }).toBe(1);
    expect(failures).toEqual(['strict CW_ALERT_REFUSED']);
    expect(strict.received.length).toBe(1);
    // The receiver can tell that it is the same alert.
    expect(new Set(busy.received.map(({ headers }) => headers['x-callwarden-id'])).size).toBe(1);
    await dispatcher.close();
  });

  it('does not wait for a server that never answers', async () => {
    const { port } = await serve(() => {});
    const failures: string[] = [];
    const sink = await webhook(`http://127.0.0.1:${port}/`, { timeoutMs: 100 });
    const dispatcher = new AlertDispatcher([sink], { onFailure: ({ code }) => void failures.push(code) });
    dispatcher.raise(alertOf(), callOf());
    await expect.poll(() => dispatcher.stats()[0]?.retried, { timeout: 10_000 }).toBeGreaterThan(0);
    await dispatcher.close(0);
    expect(failures.length).toBe(1);
  });

  it('keeps trying for as long as a peer needs that is started anew, while the alert is news', async () => {
    const { delivery } = await webhook('http://127.0.0.1/');
    const waits = Array.from({ length: delivery.attempts - 1 }, (_, n) => n);
    const sum = (random: number) => waits.reduce((ms, n) => ms + backoffMs(n, random), 0);
    expect(sum(0)).toBeGreaterThan(45_000);
    expect(sum(1)).toBeLessThan(delivery.freshMs);
  });

  it('is not held up by alerts that the server does not take', async () => {
    const { received, port } = await serve((response) => {
      if (received.at(-1)?.body.includes('"callId":"well"')) ok(response);
    });
    const sink = await webhook(`http://127.0.0.1:${port}/`, { timeoutMs: 120_000 });
    const dispatcher = new AlertDispatcher([sink], { onFailure: () => {} });
    for (const callId of ['stuck', 'stuck too', 'well']) dispatcher.raise(alertOf(), callOf(callId));
    await expect.poll(() => dispatcher.stats()[0]?.delivered, { timeout: 20_000 }).toBe(1);
    await dispatcher.close(0);
  });

  it('says where nobody is, without the path', async () => {
    const { port } = await serve(ok);
    open.pop()?.close();
    const sink = await webhook(`http://127.0.0.1:${port}/api/webhook/secret`);
    await expect(sink.deliver(alertOf(), callOf(), never())).rejects.toMatchObject({
      code: 'CW_ALERT_UNDELIVERED',
      message: expect.stringMatching(
        new RegExp(`^webhook: 127.0.0.1:${port} cannot be reached: (?!.*secret)`),
      ),
    });
  });

  it('speaks TLS with a server whose certificate is its own, and with no other', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
      {
        stdio: 'ignore',
      },
    );
    const { received, port } = await serve(ok, { key: readFileSync(key), cert: readFileSync(cert) });
    const url = `https://127.0.0.1:${port}/`;
    await (await webhook(url, { caFile: cert })).deliver(alertOf(), callOf(), never());
    await expect((await webhook(url)).deliver(alertOf(), callOf(), never())).rejects.toThrow('self-signed');
    expect(received.length).toBe(1);
  });

  it('is held by the egress guard to what was allowed', async () => {
    const { received, port } = await serve(ok);
    using guard = EgressGuard.install([]);
    const sink = await webhook(`http://127.0.0.1:${port}/`);
    const failure = sink.deliver(alertOf(), callOf(), never());
    await expect(failure).rejects.toMatchObject({ code: 'CW_EGRESS_REFUSED' });
    expect(received).toEqual([]);
    guard.allow({ host: '127.0.0.1', port });
    await sink.deliver(alertOf(), callOf(), never());
    expect(received.length).toBe(1);
  });
});

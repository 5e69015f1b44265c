import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { refuseNoise, sendFailure } from '../../src/server/failure.js';
import { storeError } from '../../src/store/database/failure.js';

const FILE = '/var/lib/callwarden/calls.db';

/** The answer to a request during which the database throws this. */
async function answerTo(code: string, logged: string[]) {
  const app = Fastify({ logger: { stream: { write: (line: string) => void logged.push(line) } } });
  app.setErrorHandler(sendFailure);
  app.get('/', () => {
    throw storeError(Object.assign(new Error(`${code} at ${FILE}`), { code }), FILE);
  });
  const answer = await app.inject({ url: '/' });
  await app.close();
  return answer;
}

describe('a failure of the database', () => {
  it.each([
    ['SQLITE_READONLY', 'CW_STORE_UNWRITABLE', 503],
    ['EACCES', 'CW_STORE_UNWRITABLE', 503],
    ['SQLITE_IOERR_WRITE', 'CW_STORE_FAILED', 503],
    ['SQLITE_CORRUPT', 'CW_STORE_BROKEN', 503],
    ['SQLITE_BUSY', 'CW_STORE_BUSY', 503],
    ['SQLITE_FULL', 'CW_STORE_FULL', 507],
  ])(
    '%s is answered as %s, %i, in a sentence without the file, which is in the log',
    async (thrown, code, statusCode) => {
      const logged: string[] = [];
      const answer = await answerTo(thrown, logged);
      expect(answer.statusCode).toBe(statusCode);
      expect(answer.json()).toMatchObject({ code, statusCode });
      expect(answer.json().message).toMatch(/^(The|Another) [^.]*\bdatabase\b[^.]*\.$/);
      expect(answer.body).not.toMatch(/calls\.db|SQLITE|EACCES/);
      expect(logged.join('')).toContain(FILE);
    },
  );
});

/** What a connection is told that sends this and then nothing, until the server closes it. */
async function toldWhen(sent: string): Promise<string> {
  const patience = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 };
  const server = createServer(patience).on('clientError', refuseNoise).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(sent);
  const told = await text(socket);
  server.close();
  return told;
}

describe('a connection that brings no whole request in time', () => {
  it('is closed without a word if it never said anything: a browser would take that for the answer to its next request', async () => {
    expect(await toldWhen('')).toBe('');
  });

  it('is told that it was too slow if it had begun', async () => {
    expect(await toldWhen('GET /api/v1/health HTTP/1.1\r\n')).toMatch(
      /^HTTP\/1.1 408 Request Timeout\r\n[\s\S]*connection: close\r\n\r\n\{"code":"CW_API_SLOW",.*"statusCode":408\}$/,
    );
  });

  it('is told that it does not speak HTTP if it does not', async () => {
    expect(await toldWhen('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 Bad Request\r\n[\s\S]*CW_API_BAD_REQUEST/,
    );
  });
});

import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { sendFailure } from '../../src/server/failure.js';
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

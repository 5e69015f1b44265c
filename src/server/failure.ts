import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CallwardenError, type ErrorCode } from '../errors.js';
import type { Failure } from './schemas/routes.js';

/** HTTP statuses of refusals; an error that is none of them is a fault of ours. */
export const STATUS: Partial<Record<ErrorCode, number>> = {
  CW_API_BAD_REQUEST: 400,
  CW_AUTH_NEEDED: 401,
  CW_AUTH_WRONG: 401,
  CW_AUTH_ROLE: 403,
  CW_AUTH_ORIGIN: 403,
  CW_STORE_CURSOR: 400,
  CW_API_NOT_FOUND: 404,
  CW_STORE_CALL_UNKNOWN: 404,
  CW_API_NO_PAGE: 404,
  CW_API_SLOW: 408,
  CW_API_NOT_ALLOWED: 409,
  CW_API_CALL_LIVE: 409,
  CW_API_TOO_LARGE: 413,
  CW_API_MEDIA_TYPE: 415,
  CW_AUTH_HOST: 421,
  CW_API_RATE: 429,
  CW_API_BUSY: 429,
  CW_API_LINE_FAILED: 502,
  CW_API_NOT_READY: 503,
  CW_STORE_BROKEN: 503,
  CW_STORE_BUSY: 503,
  CW_STORE_FAILED: 503,
  CW_STORE_UNWRITABLE: 503,
  CW_STORE_NOT_AUDITED: 503,
  CW_STORE_FULL: 507,
};

/** What the store says names its file, which is for the log; others are told what is wrong with it and what to do. */
const WITHOUT_FILE: Partial<Record<ErrorCode, readonly [what: string, remedy: string]>> = {
  CW_STORE_BROKEN: ['The database is damaged', 'put a copy in its place, or move it away to begin anew'],
  CW_STORE_BUSY: ['Another process holds the database', 'try again when it has finished'],
  CW_STORE_FAILED: [
    'The database cannot be read or written',
    'see the log of the service and check the disk',
  ],
  CW_STORE_FULL: ['The disk of the database is full', 'free some room and try again'],
  CW_STORE_UNWRITABLE: ['The database cannot be written to', 'give the user of the service the right to'],
};

/** Fastify's own refusals in our words. */
const FASTIFY: Readonly<Record<string, [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'CW_API_MEDIA_TYPE',
    'The body has to be JSON: send `content-type: application/json`.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['CW_API_TOO_LARGE', 'The body of the request is too large.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['CW_API_BAD_REQUEST', 'The body is empty though it is said to be JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['CW_API_BAD_REQUEST', 'The body is not JSON.'],
};

/** Answers a failed request with `{code, message, statusCode}`. */
export function sendFailure(
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = refusalOf(thrown);
  const withoutFile = error && WITHOUT_FILE[error.code];
  if (error === undefined || withoutFile !== undefined)
    request.log.error({ err: thrown, route: request.routeOptions.url }, 'a request failed');
  const code = error?.code ?? 'CW_INTERNAL';
  const statusCode = STATUS[code] ?? 500;
  // What went wrong inside may name files or hold text of a call: it is in the log, not in the answer.
  const message =
    (withoutFile && `${withoutFile[0]}, so nothing was saved: ${withoutFile[1]}.`) ??
    error?.message ??
    'Something failed that should not have: see the log of the service.';
  const failure: Failure = { code, message, statusCode };
  return reply.code(statusCode).header('cache-control', 'no-store').type('application/json').send(failure);
}

/** Why the rows of live calls wait, without the file. */
export function writesWait({ code }: CallwardenError): string {
  const [what] = WITHOUT_FILE[code] ?? ['The database cannot be written to'];
  return `${what}: what is to be remembered waits, and is written as soon as it can be.`;
}

function refusalOf(thrown: FastifyError | Error): CallwardenError | undefined {
  if (thrown instanceof CallwardenError) return STATUS[thrown.code] === undefined ? undefined : thrown;
  const { message } = thrown;
  const { code, statusCode = 500, validation } = 'code' in thrown ? thrown : { code: '' };
  const known = FASTIFY[code];
  if (known) return new CallwardenError(...known);
  if (validation) return new CallwardenError('CW_API_BAD_REQUEST', `The request does not fit: ${message}.`);
  if (statusCode >= 400 && statusCode < 500) return new CallwardenError('CW_API_BAD_REQUEST', `${message}.`);
  return undefined;
}

export function notFound(what: string): CallwardenError {
  return new CallwardenError('CW_API_NOT_FOUND', what);
}

/** Closes a connection that brought no whole request, and says why, if anything was said at all. */
export function refuseNoise(error: ConnectionError, socket: Socket): void {
  // A browser opens connections before it needs them and would take an answer for that of its next request; one that is closed it opens anew.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const failure: Failure = late
    ? { code: 'CW_API_SLOW', message: 'The request did not come to its end in time.', statusCode: 408 }
    : { code: 'CW_API_BAD_REQUEST', message: 'This is not HTTP.', statusCode: 400 };
  const body = JSON.stringify(failure);
  const status = `${failure.statusCode} ${STATUS_CODES[failure.statusCode]}`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

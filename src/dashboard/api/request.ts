import type { Failure } from '../../server/schemas/routes.js';

/** The service refused, or did not answer. */
export class RequestFailed extends Error {
  constructor(
    /** Code of docs/errors.md; `offline` when nothing answered. */
    readonly code: string,
    /** HTTP status; 0 when nothing answered. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A service that says nothing for this long is taken for gone, ms. */
const PATIENCE_MS = 15_000;

let signedOut: () => void = () => {};

/** What happens when the service asks for a token in the middle of work. */
export function whenSignedOut(react: () => void): void {
  signedOut = react;
}

/**
 * Asks the API.
 *
 * @param path below `/api/v1`
 * @throws RequestFailed
 */
export async function request<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  return (await ask<T>(method, path, body)).answer;
}

/** What is so now, and the id of the event stream from which on it changes. */
export interface Snapshot<T> {
  readonly answer: T;
  readonly eventId: string;
}

/** @throws RequestFailed */
export async function snapshot<T>(path: string): Promise<Snapshot<T>> {
  const { answer, headers } = await ask<T>('GET', path);
  return { answer, eventId: headers.get('last-event-id') ?? '' };
}

async function ask<T>(method: string, path: string, body?: object): Promise<{ answer: T; headers: Headers }> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  }).catch(() => undefined);
  if (response === undefined) throw new RequestFailed('offline', 0, '');
  const { headers, ok, status } = response;
  const answer: unknown = await response.json().catch(() => undefined);
  // The service builds its answers from the same schemas that T comes from.
  if (ok) return { answer: answer as T, headers };
  if (status === 401 && path !== '/session') signedOut();
  const { code, message } = isFailure(answer) ? answer : { code: 'offline', message: '' };
  throw new RequestFailed(code, status, message);
}

function isFailure(answer: unknown): answer is Failure {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;
}

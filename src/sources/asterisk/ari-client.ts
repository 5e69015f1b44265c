import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import type { AsteriskLine } from '../../config/asterisk-line.js';
import { CallwardenError } from '../../errors.js';
import { askPbx } from './pbx-request.js';

export type AriLogin = Pick<AsteriskLine, 'url' | 'user' | 'password' | 'timeoutMs'>;

export interface AriRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Requests to Asterisk's REST interface. Each has a time limit: a PBX that hangs must not hang us. */
export class AriClient {
  constructor(readonly login: AriLogin) {}

  get authorization(): string {
    const { user, password } = this.login;
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /**
   * Asks for something of a known shape.
   * @throws CallwardenError as `send`; CW_PBX_REFUSED when the answer has another shape
   */
  async get<S extends TSchema>(schema: S, path: string, request: AriRequest = {}): Promise<Static<S>> {
    return this.#read(schema, path, await this.#fetch('GET', path, request));
  }

  /** As `get`, for requests that make something. */
  async post<S extends TSchema>(schema: S, path: string, request: AriRequest = {}): Promise<Static<S>> {
    return this.#read(schema, path, await this.#fetch('POST', path, request));
  }

  /**
   * Asks for something to be done; the answer is not looked at.
   * @throws CallwardenError CW_PBX_UNREACHABLE, CW_PBX_LOGIN, CW_PBX_SILENT, CW_PBX_REFUSED, CW_PBX_CALL_GONE
   */
  async send(method: 'POST' | 'PUT' | 'DELETE', path: string, request: AriRequest = {}): Promise<void> {
    await this.#fetch(method, path, request);
  }

  #read<S extends TSchema>(schema: S, path: string, answer: string): Static<S> {
    const value: unknown = parseJson(answer);
    if (Value.Check(schema, value)) return value;
    throw new CallwardenError('CW_PBX_REFUSED', `The PBX answered ${path} with something that is not ARI.`);
  }

  async #fetch(method: string, path: string, { query, body, signal }: AriRequest): Promise<string> {
    const { url, timeoutMs } = this.login;
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const what = `${method} ${path}`;
    const init = {
      method,
      headers: {
        authorization: this.authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const address = `${url.replace(/\/$/, '')}${path}${search}`;
    const { response, text } = await askPbx(address, init, { what, url, timeoutMs, signal });
    if (response.ok) return text;
    throw refusal(response.status, text, what, url);
  }
}

function refusal(status: number, text: string, what: string, url: string): CallwardenError {
  if (status === 401) {
    return new CallwardenError('CW_PBX_LOGIN', 'The PBX refuses the ARI user or password (401).');
  }
  if (status === 403) {
    return new CallwardenError('CW_PBX_LOGIN', 'The PBX lets the ARI user read only (403).');
  }
  const answer = parseJson(text);
  const told = isObject(answer) && typeof answer['message'] === 'string' ? `: ${answer['message']}` : '';
  // ARI's own answers are JSON: this one is of the web server.
  if (status === 404 && answer === undefined) {
    return new CallwardenError(
      'CW_PBX_UNREACHABLE',
      `There is no ARI at ${url} (404): its address ends in /ari, and ari.conf enables it.`,
    );
  }
  // ARI says 404 for a channel or bridge that is gone, 409 and 412 for one that is going.
  const gone = status === 404 || status === 409 || status === 412;
  return new CallwardenError(
    gone ? 'CW_PBX_CALL_GONE' : 'CW_PBX_REFUSED',
    `The PBX answered ${what} with ${status}${told}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether a request failed only because what it was for is no longer on the PBX. */
export function isCallGone(thrown: unknown): boolean {
  return thrown instanceof CallwardenError && thrown.code === 'CW_PBX_CALL_GONE';
}

import { CallwardenError } from '../../errors.js';
import { type AddressRules, allowedAddress, shownAddress } from './address.js';
import { isPassing, retryAfterMs, TryAgain } from './backoff.js';

/** The hub answers with one redirect, a mirror behind a load balancer perhaps with two. */
const MAX_REDIRECTS = 8;
/** A connection on which nothing comes for this long is given up, ms. */
const IDLE_MS = 30_000;

export interface RequestOptions extends AddressRules {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly idleMs?: number | undefined;
}

/** An answer with a status of success; its body is read once, or the connection closed by `close`. */
export interface Answer extends Disposable {
  readonly status: number;
  readonly headers: Headers;
  /** The address after all redirects. */
  readonly url: URL;
  /** @throws TryAgain when the connection is cut or falls silent */
  body(): AsyncIterable<Uint8Array>;
}

/**
 * GET with redirects followed by hand, so that each hop has to be an allowed address.
 * @throws TryAgain for what may pass, CallwardenError CW_DOWNLOAD_REFUSED or CW_DOWNLOAD_FAILED for what will not
 */
export async function request(address: URL, options: RequestOptions = {}): Promise<Answer> {
  const watch = new IdleWatch(options.idleMs ?? IDLE_MS, options.signal);
  try {
    return answer(...(await follow(address, options, watch)), watch);
  } catch (error) {
    watch[Symbol.dispose]();
    throw classified(error, address, watch);
  }
}

async function follow(
  address: URL,
  options: RequestOptions,
  watch: IdleWatch,
): Promise<[response: Response, url: URL]> {
  let url = allowedAddress(address, options);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: watch.signal,
      // A compressed body has other lengths than the file, and a range of it is no range of the file.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'callwarden', ...options.headers },
    });
    watch.touch();
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null)
      return [accepted(response, url), url];
    await response.body?.cancel();
    url = allowedAddress(new URL(location, url), options);
  }
  throw new CallwardenError('CW_DOWNLOAD_FAILED', `${shownAddress(address)} redirects in circles.`);
}

/** The response, when its status is one of success, or 416, which the caller knows how to answer. */
function accepted(response: Response, url: URL): Response {
  const { status } = response;
  if (response.ok || status === 416) return response;
  const message = `${shownAddress(url)} answers ${status}`;
  if (isPassing(status)) {
    throw new TryAgain(message, retryAfterMs(response.headers.get('retry-after'), Date.now()));
  }
  const hint =
    status === 404
      ? ': this server does not have it'
      : status === 403 || status === 401
        ? ': not open to all'
        : '';
  throw new CallwardenError('CW_DOWNLOAD_FAILED', `${message}${hint}.`);
}

function answer(response: Response, url: URL, watch: IdleWatch): Answer {
  return {
    status: response.status,
    headers: response.headers,
    url,
    async *body() {
      try {
        for await (const chunk of response.body ?? []) {
          watch.touch();
          yield chunk;
          // The reader may have taken its time: that is not the server's silence.
          watch.touch();
        }
      } catch (error) {
        throw classified(error, url, watch);
      }
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

/** What fetch throws says little; these say whether another try makes sense, and what happened in words. */
function classified(error: unknown, url: URL, watch: IdleWatch): Error {
  if (error instanceof TryAgain || error instanceof CallwardenError) return error;
  if (watch.silent) return new TryAgain(`${shownAddress(url)} fell silent`, undefined, { cause: error });
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new TryAgain(`The connection to ${url.host} broke (${reason})`, undefined, { cause: error });
}

/** Aborts when nothing has happened for a while, or when the caller does. */
class IdleWatch implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;
  silent = false;

  constructor(idleMs: number, outer: AbortSignal | undefined) {
    this.#timer = setTimeout(() => {
      this.silent = true;
      this.#controller.abort();
    }, idleMs);
    this.signal = outer ? AbortSignal.any([outer, this.#controller.signal]) : this.#controller.signal;
  }

  touch(): void {
    this.#timer.refresh();
  }

  /** Closes the connection, too: an answer that is not read to its end would hold it open. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

import Value from 'typebox/value';
import { type RawData, WebSocket } from 'ws';
import { CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { AriClient } from './ari-client.js';
import { AriEvent } from './ari-types.js';

/** Events that may wait for us. More means that we lag so far behind that only a fresh look at the PBX helps. */
const QUEUE = 5000;

/** The PBX is asked for a sign of life this often, ms. */
const PING_MS = 5000;

/** Largest event that is taken, bytes: a channel with many variables has some 10 kB. */
const MAX_EVENT_BYTES = 1 << 20;

/** The stream of events of one ARI application. It ends, or fails, when the connection does. */
export class AriEvents implements AsyncDisposable {
  readonly #queue = new AsyncQueue<AriEvent>(QUEUE, 'drop-oldest', () => {
    this.#fail(new CallwardenError('CW_PBX_SILENT', 'More events came than could be looked at.'));
  });
  #alive = true;
  readonly #pinger: NodeJS.Timeout;

  private constructor(
    readonly socket: WebSocket,
    /** Our own address as the PBX sees it. */
    readonly localAddress: string,
  ) {
    socket.on('message', (data, binary) => this.#take(data, binary));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('error', (error) => this.#fail(lost(error.message)));
    socket.on('close', (code) => this.#fail(lost(`closed with ${code}`)));
    this.#pinger = setInterval(() => {
      if (!this.#alive) this.#fail(new CallwardenError('CW_PBX_SILENT', 'The PBX gives no sign of life.'));
      this.#alive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_MS).unref();
  }

  /** @throws CallwardenError CW_PBX_UNREACHABLE, CW_PBX_LOGIN, CW_PBX_SILENT, CW_ABORTED */
  static async open(client: AriClient, app: string, signal: AbortSignal): Promise<AriEvents> {
    const { url, timeoutMs } = client.login;
    const address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/events?${new URLSearchParams({ app })}`;
    const socket = new WebSocket(address, {
      headers: { authorization: client.authorization },
      handshakeTimeout: timeoutMs,
      maxPayload: MAX_EVENT_BYTES,
      perMessageDeflate: false,
    });
    const abort = () => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const localAddress = await new Promise<string>((resolve, reject) => {
        let address = '127.0.0.1';
        socket.once('upgrade', (response) => {
          // A socket for both kinds of IP shows IPv4 with a prefix.
          address = response.socket.localAddress?.replace(/^::ffff:/, '') ?? address;
        });
        socket.once('open', () => resolve(address));
        socket.once('error', reject);
        socket.once('unexpected-response', (_request, response) => {
          response.resume();
          reject(response.statusCode === 401 ? forbidden() : lost(`HTTP ${response.statusCode}`));
          socket.terminate();
        });
      });
      return new AriEvents(socket, localAddress);
    } catch (thrown) {
      // A socket that is cut while it connects still says so once.
      socket.on('error', () => {});
      socket.terminate();
      if (thrown instanceof CallwardenError) throw thrown;
      if (signal.aborted) throw new CallwardenError('CW_ABORTED', 'Connecting to the PBX was stopped.');
      const message = thrown instanceof Error ? thrown.message || String(thrown) : String(thrown);
      if (message.includes('handshake has timed out')) {
        throw new CallwardenError(
          'CW_PBX_SILENT',
          `The PBX took the connection and said nothing for ${timeoutMs} ms.`,
        );
      }
      throw new CallwardenError('CW_PBX_UNREACHABLE', `No events from ${url}: ${message}.`, {
        cause: thrown,
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<AriEvent> {
    return this.#queue;
  }

  /** Closes as the protocol wants it, so that the PBX ends the session in order (asterisk issue 2170). Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#pinger);
    this.#queue.end();
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    this.socket.close(1000);
    const late = setTimeout(() => this.socket.terminate(), 1000);
    await closed;
    clearTimeout(late);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(data: RawData, binary: boolean): void {
    if (binary) return;
    let event: unknown;
    try {
      event = JSON.parse(String(data));
    } catch {
      return;
    }
    if (Value.Check(AriEvent, event)) void this.#queue.push(event);
  }

  #fail(error: CallwardenError): void {
    clearInterval(this.#pinger);
    this.#queue.fail(error);
    if (this.socket.readyState !== WebSocket.CLOSED) this.socket.terminate();
  }
}

function lost(why: string): CallwardenError {
  return new CallwardenError('CW_PBX_UNREACHABLE', `The event stream of the PBX is gone: ${why}.`);
}

function forbidden(): CallwardenError {
  return new CallwardenError('CW_PBX_LOGIN', 'The PBX refuses the ARI user or password (401).');
}

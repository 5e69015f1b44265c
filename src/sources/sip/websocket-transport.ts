import { EmitterImpl, type Transport, TransportState } from 'sip.js';
import WebSocket from 'ws';

export interface TransportOptions {
  readonly server: string;
  /** Certificate authority in PEM, for servers with a certificate of their own. */
  readonly ca?: string;
  /** A connection that takes longer has failed, ms. */
  readonly timeoutMs: number;
}

/** A server that does not answer a ping within this is gone, ms: TCP alone may take many minutes to notice. */
const PING_MS = 15_000;

/** Largest SIP message taken, bytes. */
const MAX_MESSAGE_BYTES = 65_536;

/** SIP over WebSocket (RFC 7118) for sip.js, on `ws`: the library's own transport wants a browser's global. */
export class WebsocketTransport implements Transport {
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  readonly stateChange = new EmitterImpl<TransportState>();
  readonly protocol: string;
  /** Our address as the server sees it, while connected. */
  localAddress: string | undefined;
  #state = TransportState.Disconnected;
  #socket: WebSocket | undefined;
  #connecting: Promise<void> | undefined;

  /** The shape that sip.js constructs: its logger is not used. */
  constructor(
    _logger: unknown,
    private readonly options: TransportOptions,
  ) {
    this.protocol = new URL(options.server).protocol === 'wss:' ? 'WSS' : 'WS';
  }

  get state(): TransportState {
    return this.#state;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /** @throws Error when the server cannot be reached or speaks no SIP */
  connect(): Promise<void> {
    if (this.isConnected()) return Promise.resolve();
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (!socket) return;
    this.#move(TransportState.Disconnecting);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const killing = setTimeout(() => socket.terminate(), this.options.timeoutMs);
    socket.close(1000);
    await closed;
    clearTimeout(killing);
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    const socket = this.#socket;
    if (!socket || !this.isConnected()) return Promise.reject(new Error('Not connected.'));
    return new Promise((resolve, reject) =>
      socket.send(message, (error) => (error ? reject(error) : resolve())),
    );
  }

  async #open(): Promise<void> {
    this.#move(TransportState.Connecting);
    const { server, ca, timeoutMs } = this.options;
    const socket = new WebSocket(server, 'sip', {
      handshakeTimeout: timeoutMs,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      ...(ca === undefined ? {} : { ca }),
    });
    this.#socket = socket;
    socket.on('upgrade', ({ socket: tcp }) => {
      this.localAddress = tcp.localAddress?.replace(/^::ffff:(?=\d+\.)/i, '');
    });
    let failure: Error | undefined;
    socket.on('error', (error) => {
      failure = error;
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('close', () => reject(failure ?? new Error('The connection was closed at once.')));
      });
    } catch (error) {
      this.#socket = undefined;
      this.#move(TransportState.Disconnected);
      throw error;
    }
    this.#watch(socket);
    this.#move(TransportState.Connected);
    this.onConnect?.();
  }

  #watch(socket: WebSocket): void {
    let alive = true;
    const pinging = setInterval(() => {
      if (!alive) socket.terminate();
      alive = false;
      socket.ping();
    }, PING_MS);
    socket.on('pong', () => {
      alive = true;
    });
    socket.on('message', (data) => {
      alive = true;
      const message = String(data);
      // A line end alone keeps the connection alive (RFC 5626, section 3.5.1).
      if (message.trim() === '' || !this.isConnected()) return;
      try {
        this.onMessage?.(message);
      } catch {
        // The library throws on some messages that are no SIP: the next one may be.
      }
    });
    socket.once('close', (code) => {
      clearInterval(pinging);
      if (this.#socket !== socket) return;
      const wanted = this.#state === TransportState.Disconnecting;
      this.#socket = undefined;
      this.#move(TransportState.Disconnected);
      this.onDisconnect?.(wanted ? undefined : new Error(`The server closed the connection (${code}).`));
    });
  }

  #move(state: TransportState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.stateChange.emit(state);
  }
}

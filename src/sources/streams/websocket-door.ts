import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { asCallwardenError, CallwardenError, type ErrorCode } from '../../errors.js';
import { peerAddress, sameToken, tokenOf } from './admission.js';
import { ChanWebsocketParser } from './dialects/chan-websocket.js';
import { FreeswitchParser } from './dialects/freeswitch.js';
import { TwilioParser } from './dialects/twilio.js';
import { type Door, type DoorOptions, letIn, listenOn, TICK_MS } from './stream-door.js';
import type { StreamParser } from './stream-event.js';
import { StreamSession } from './stream-session.js';

/** Close codes of WebSocket (RFC 6455, section 7.4.1). */
const CLOSE = { done: 1000, away: 1001, refused: 1008, later: 1013 } as const;

/** Statuses of HTTP for a peer that does not get in; 400 for all else. */
const REFUSALS: ReadonlyMap<ErrorCode, number> = new Map<ErrorCode, number>([
  ['CW_STREAM_TOKEN', 401],
  ['CW_STREAM_PAGE', 403],
  ['CW_STREAM_DIALECT', 404],
]);

/** A peer that does not answer our closing within this is cut off, ms. */
const CLOSING_MS = 2000;

/** Sub-protocols of the peers that ask for one: Asterisk's and mod_audio_fork's. */
const SUBPROTOCOLS = ['media', 'audio.drachtio.org'];

/** WebSocket: the path says the dialect, so that no peer is taken for another. */
export async function openWebsocketDoor(port: number, options: DoorOptions): Promise<Door> {
  const { line, report, halfOpen } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: line.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (asked) => SUBPROTOCOLS.find((known) => asked.has(known)) ?? false,
  });
  const server = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' });
    response.end('This server takes media streams over WebSocket: see docs/streams.md.\n');
  });
  server.maxHeadersCount = 100;
  server.on('connection', (socket) => letIn(socket, peerAddress(socket.remoteAddress), options));
  // Bytes that are no HTTP: Node would answer politely, a stranger gets nothing.
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const peer = peerAddress(request.socket.remoteAddress);
    try {
      const parser = admit(request, options);
      sockets.handleUpgrade(request, socket, head, (websocket) => {
        serve(websocket, parser, options, peer, () => halfOpen.settle(request.socket));
      });
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      report(error, peer);
      refuseUpgrade(socket, error);
    }
  });
  const listening = await listenOn(server, line.host, port);
  return {
    port: listening,
    close: async () => {
      for (const websocket of sockets.clients) websocket.close(CLOSE.away, 'Callwarden stops');
      const killing = setTimeout(() => {
        for (const websocket of sockets.clients) websocket.terminate();
      }, CLOSING_MS / 4);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(killing);
    },
  };
}

/** The parser for what the peer asks for. @throws CallwardenError CW_STREAM_PAGE, CW_STREAM_TOKEN, CW_STREAM_DIALECT */
function admit(request: IncomingMessage, { line }: DoorOptions): StreamParser {
  // Any page open in a browser of this machine could begin a call where no token is set. Browsers send this header, PBXes do not.
  if (request.headers['sec-fetch-mode'] !== undefined) {
    throw new CallwardenError('CW_STREAM_PAGE', 'A web page wanted to stream a call.');
  }
  const url = new URL(request.url ?? '/', 'ws://streams');
  if (!sameToken(tokenOf(request.headers.authorization, url), line.token)) {
    throw new CallwardenError('CW_STREAM_TOKEN', 'The token is missing or wrong.');
  }
  const query = Object.fromEntries(url.searchParams);
  switch (url.pathname.split('/')[1]) {
    case 'twilio':
      return new TwilioParser(line.inbound);
    case 'freeswitch':
      return new FreeswitchParser(line.inbound, query);
    case 'asterisk':
      return new ChanWebsocketParser(query);
    default:
      throw new CallwardenError('CW_STREAM_DIALECT', 'The path must be /twilio, /freeswitch or /asterisk.');
  }
}

function refuseUpgrade(socket: Duplex, error: CallwardenError): void {
  const status = REFUSALS.get(error.code) ?? 400;
  const body = `${error.code} ${error.message}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function serve(
  websocket: WebSocket,
  parser: StreamParser,
  options: DoorOptions,
  peer: string,
  onStart: () => void,
): void {
  const { line, calls, onCall, report } = options;
  const close = (code: number, reason: string) => {
    websocket.close(code, reason.slice(0, 120));
    setTimeout(() => websocket.terminate(), CLOSING_MS).unref();
  };
  const session = new StreamSession({
    line,
    calls,
    onCall,
    onStart,
    onEnd: () => close(CLOSE.done, 'the call is over'),
  });
  const refuse = (error: CallwardenError) => {
    report(error, peer);
    session.end();
    close(error.code === 'CW_LINE_BUSY' ? CLOSE.later : CLOSE.refused, error.code);
  };
  const orRefuse = (work: () => void) => {
    try {
      work();
    } catch (thrown) {
      refuse(asCallwardenError(thrown));
    }
  };
  const ticker = setInterval(() => orRefuse(() => session.tick()), TICK_MS);
  websocket.on('message', (data, isBinary) => {
    if (websocket.readyState !== websocket.OPEN) return;
    orRefuse(() => {
      session.spend();
      const bytes = bytesOf(data);
      session.take(isBinary ? parser.binary(bytes) : parser.text(bytes.toString('utf8')));
    });
  });
  websocket.on('error', (error: Error & { code?: string }) => {
    // `ws` has closed the connection with the fitting code already.
    const tooBig = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    const code = tooBig ? 'CW_STREAM_TOO_BIG' : 'CW_STREAM_PROTOCOL';
    if (error.code?.startsWith('WS_ERR')) report(new CallwardenError(code, `${error.message}.`), peer);
  });
  websocket.on('close', () => {
    clearInterval(ticker);
    session.end();
  });
}

function bytesOf(data: Buffer | ArrayBuffer | readonly Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.concat([...data]);
}

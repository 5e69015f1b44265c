import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { mediaPortError } from '../../media-port-error.js';
import type { PortRange } from '../../media-ports.js';
import { AudioSocketParser } from '../../streams/dialects/audiosocket.js';
import { hostAndPort, type MediaOptions, type MediaPort } from './media-port.js';
import { linearBytes } from './pcm-bytes.js';
import { StreamEar } from './stream-ear.js';

/** Largest frame that is taken, bytes: one of 20 ms has 320. */
const MAX_FRAME_BYTES = 8192;

/** More than this waiting to be sent is a PBX that does not read: what comes on top is left out, bytes. */
const MAX_UNSENT_BYTES = 65_536;

/** Who has not said within this for which call it comes is not the PBX, ms. */
const HELLO_MS = 3000;

/** The PBX gets a frame within this time, silence if there is nothing else (see `SILENT_FRAME` of the dialect), ms. */
const KEEP_ALIVE_MS = 40;
const TICK_MS = 20;
const SILENCE = new Int16Array((8000 * TICK_MS) / 1000);

/** Linear audio of 8 kHz: the one kind of frame that an Asterisk from before October 2025 does not hang up at (pull 1492). */
const KIND = 0x10;

/** Audio over a TCP connection that the PBX opens to us (AudioSocket): Asterisk 18 and newer. */
export async function openAudioSocketMedia(options: MediaOptions): Promise<MediaPort> {
  const { host } = options;
  const id = randomUUID();
  const ear = new StreamEar(options);
  let peer: Socket | undefined;
  let sentMs = 0;

  const send = (samples: Int16Array) => {
    if (!peer || peer.destroyed || peer.writableLength > MAX_UNSENT_BYTES) return;
    sentMs = performance.now();
    const payload = linearBytes(samples, 'little-endian');
    const head = Uint8Array.of(KIND, payload.length >> 8, payload.length & 0xff);
    peer.write(Buffer.concat([head, payload]));
  };
  const ticker = setInterval(() => {
    if (performance.now() - sentMs >= KEEP_ALIVE_MS) send(SILENCE);
  }, TICK_MS);

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const parser = new AudioSocketParser(MAX_FRAME_BYTES);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.setTimeout(HELLO_MS, () => {
      if (socket !== peer) socket.destroy();
    });
    socket.on('data', (bytes) => {
      try {
        const events = parser.push(bytes);
        for (const event of events) {
          // The id is the secret: who does not know it is not the PBX.
          if (event.kind === 'start' && event.start.name === id && !peer) {
            peer = socket;
            send(SILENCE);
          }
        }
        if (socket === peer) ear.hear(events);
        else if (events.length > 0) socket.destroy();
      } catch {
        // What cannot be read as agreed is no audio of this call; the silence that follows is marked as lost.
        socket.destroy();
      }
    });
  });
  server.maxConnections = 4;
  const rest = () => {
    clearInterval(ticker);
    ear.end();
  };
  const port = await listenIn(server, host, options.ports).catch((error: unknown) => {
    rest();
    throw error;
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      rest();
      // A server ends with its last connection, also with that of a stranger.
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    })();
    return closing;
  };
  return {
    request: {
      external_host: hostAndPort(host, port),
      // Whatever the line asks for: an older one sends every codec in frames that say linear, 8 kHz.
      format: 'slin',
      encapsulation: 'audiosocket',
      transport: 'tcp',
      connection_type: 'client',
      direction: 'both',
      data: id,
    },
    attached: async () => {},
    begin: () => ear.begin(),
    send,
    stats: () => ({ packets: ear.pieces }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Listens on the first free port of a range. @throws CallwardenError CW_LINE_MEDIA_PORT */
async function listenIn(server: Server, host: string, ports: PortRange): Promise<number> {
  const [low, high] = ports;
  for (let port = low; ; port++) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port >= high) throw mediaPortError(error, host, ports);
    }
  }
}

import { type RawData, WebSocket } from 'ws';
import { encodeMuLaw } from '../../../audio/g711.js';
import { Resampler } from '../../../audio/resampler.js';
import { CallwardenError } from '../../../errors.js';
import { ChanWebsocketParser } from '../../streams/dialects/chan-websocket.js';
import type { MediaOptions, MediaPort } from './media-port.js';
import { linearBytes } from './pcm-bytes.js';
import { StreamEar } from './stream-ear.js';

/** Largest message that is taken, bytes: one of 20 ms has 640. */
const MAX_MESSAGE_BYTES = 65_536;

/** More than this waiting to be sent is a PBX that does not read: what comes on top is left out, bytes. */
const MAX_UNSENT_BYTES = 65_536;

/** Audio over a WebSocket that we open to the PBX's own HTTP server: Asterisk 20.16, 21.11, 22.6 and newer. */
export async function openWebSocketMedia(options: MediaOptions): Promise<MediaPort> {
  const { format, party, url, timeoutMs } = options;
  const ear = new StreamEar(options);
  const parser = new ChanWebsocketParser({ party });
  const wide = new Resampler(8000, 16_000);
  let socket: WebSocket | undefined;
  let closing: Promise<void> | undefined;

  const take = (data: RawData, binary: boolean) => {
    if (!Buffer.isBuffer(data)) return;
    try {
      ear.hear(binary ? parser.binary(data) : parser.text(data.toString()));
    } catch {
      // What cannot be read as agreed is no audio of this call; the silence that follows is marked as lost.
      socket?.terminate();
    }
  };
  const close = () => {
    closing ??= (async () => {
      ear.end();
      socket?.on('error', () => {});
      socket?.terminate();
    })();
    return closing;
  };
  return {
    request: {
      external_host: 'INCOMING',
      format,
      encapsulation: 'none',
      transport: 'websocket',
      connection_type: 'server',
      direction: 'both',
    },
    attached: async ({ channelvars }, signal) => {
      const id = channelvars?.['MEDIA_WEBSOCKET_CONNECTION_ID'];
      if (!id) throw new CallwardenError('CW_PBX_REFUSED', 'The PBX names no connection for its audio.');
      const server = url.replace(/^http/, 'ws').replace(/\/ari\/?$/, '');
      const opened = new WebSocket(`${server}/media/${encodeURIComponent(id)}`, ['media'], {
        perMessageDeflate: false,
        maxPayload: MAX_MESSAGE_BYTES,
        handshakeTimeout: timeoutMs,
      });
      socket = opened;
      opened.on('message', take);
      const abort = () => opened.terminate();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await new Promise<void>((resolve, reject) => {
          opened.once('open', resolve);
          // Not once: a connection that breaks later must not end the process.
          opened.on('error', (cause) => {
            const what = `No audio from ${server}: ${cause.message}.`;
            reject(new CallwardenError('CW_PBX_UNREACHABLE', what, { cause }));
          });
        });
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    begin: () => ear.begin(),
    send: (samples) => {
      if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > MAX_UNSENT_BYTES) return;
      socket.send(
        format === 'ulaw' ? encodeMuLaw(samples) : linearBytes(wide.push(samples), 'little-endian'),
      );
    },
    stats: () => ({ packets: ear.pieces }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

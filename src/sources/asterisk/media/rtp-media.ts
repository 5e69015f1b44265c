import { randomInt } from 'node:crypto';
import type { RemoteInfo } from 'node:dgram';
import { encodeMuLaw } from '../../../audio/g711.js';
import { Resampler } from '../../../audio/resampler.js';
import { allowEgress } from '../../../network/egress-guard.js';
import { encodeRtp } from '../../rtp/packet.js';
import { l16, type PayloadFormat, STATIC_PAYLOADS } from '../../rtp/payload-format.js';
import { RtpReceiver } from '../../rtp/receiver.js';
import { openUdpSocket } from '../../rtp/udp-socket.js';
import { FIRST_WITHIN_MS, hostAndPort, type MediaOptions, type MediaPort } from './media-port.js';
import { linearBytes } from './pcm-bytes.js';

/** Asterisk's fixed type for slin16 (res_rtp_asterisk of Asterisk 13 to 22). */
const SLIN16_PAYLOAD_TYPE = 118;

/** How often a stream is looked at when nothing comes, ms. */
const TICK_MS = 20;

const PAYLOADS = new Map<number, PayloadFormat>([...STATIC_PAYLOADS, [SLIN16_PAYLOAD_TYPE, l16(16_000)]]);

/** Audio as plain RTP over UDP: Asterisk 16.6 and newer, nothing to install there. */
export async function openRtpMedia(options: MediaOptions): Promise<MediaPort> {
  const { party, format, host, now, onFrames } = options;
  const socket = await openUdpSocket(host, options.ports);
  const receiver = new RtpReceiver({ party, payloads: PAYLOADS });
  const wide = new Resampler(8000, 16_000);
  let peer: { readonly address: string | undefined; readonly port: number } | undefined;
  let sequence = randomInt(1 << 16);
  let timestamp = randomInt(2 ** 32);
  const ssrc = randomInt(2 ** 32);
  let closed = false;
  let forbid = () => {};

  const know = (address: string | undefined, port: number) => {
    peer = { address, port };
    forbid();
    if (address !== undefined) forbid = allowEgress({ host: address, port });
  };
  const ours = ({ address, port }: RemoteInfo) => {
    // Until the PBX has said where it sends from, or when it only knows the port, the first that sends is it.
    if (peer?.address === undefined && port === (peer?.port ?? port)) know(address, port);
    return address === peer?.address && port === peer.port;
  };
  socket.on('message', (datagram, from) => {
    if (ours(from)) onFrames(receiver.push(datagram, now()));
  });
  // A host that is gone answers what we send with an ICMP error: the audio it sent before still counts.
  socket.on('error', () => {});
  const ticker = setInterval(() => onFrames(receiver.tick(now())), TICK_MS);

  const close = async () => {
    if (closed) return;
    closed = true;
    clearInterval(ticker);
    onFrames(receiver.end(now()));
    forbid();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  };
  return {
    request: {
      external_host: hostAndPort(host, socket.address().port),
      format,
      encapsulation: 'rtp',
      transport: 'udp',
      connection_type: 'client',
      direction: 'both',
    },
    attached: async ({ channelvars }) => {
      const address = channelvars?.['UNICASTRTP_LOCAL_ADDRESS'];
      const port = Number(channelvars?.['UNICASTRTP_LOCAL_PORT']);
      const anywhere = !address || address === '0.0.0.0' || address === '::';
      if (port > 0) know(anywhere ? undefined : address, port);
    },
    begin: () => receiver.expect(now(), FIRST_WITHIN_MS),
    send: (samples) => {
      if (!peer?.address || closed) return;
      const payload =
        format === 'ulaw' ? encodeMuLaw(samples) : linearBytes(wide.push(samples), 'big-endian');
      const payloadType = format === 'ulaw' ? 0 : SLIN16_PAYLOAD_TYPE;
      socket.send(
        encodeRtp({ payloadType, marker: false, sequence, timestamp, ssrc, payload }),
        peer.port,
        peer.address,
      );
      sequence = (sequence + 1) & 0xffff;
      timestamp = (timestamp + (format === 'ulaw' ? samples.length : samples.length * 2)) >>> 0;
    },
    stats: () => receiver.toJSON(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import type { AriChannel } from '../../../src/sources/asterisk/ari-types.js';
import { openRtpMedia } from '../../../src/sources/asterisk/media/rtp-media.js';
import { encodeRtp } from '../../../src/sources/rtp/packet.js';
import { mediaOptions } from './media-options.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function udp(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  sockets.push(socket);
  return socket;
}

/** The media channel as ARI tells of it. */
const mediaChannel = (channelvars: Record<string, string>): AriChannel => ({
  id: 'media',
  name: 'UnicastRTP/x',
  state: 'Up',
  caller: { name: '', number: '' },
  connected: { name: '', number: '' },
  dialplan: { context: '', exten: '' },
  creationtime: '',
  channelvars,
});

const packet = (sequence: number, level: number) =>
  encodeRtp({
    payloadType: 0,
    marker: false,
    sequence,
    timestamp: sequence * 160,
    ssrc: level,
    payload: encodeMuLaw(new Int16Array(160).fill(level)),
  });

describe('RTP from Asterisk', () => {
  it.each([
    [
      'address and port',
      (port: number) => ({ UNICASTRTP_LOCAL_ADDRESS: '127.0.0.1', UNICASTRTP_LOCAL_PORT: `${port}` }),
    ],
    [
      'port alone',
      (port: number) => ({ UNICASTRTP_LOCAL_ADDRESS: '0.0.0.0', UNICASTRTP_LOCAL_PORT: `${port}` }),
    ],
  ])('is heard from where it said (%s), and a stranger never', async (_what, said) => {
    const frames: Frame[] = [];
    await using media = await openRtpMedia(mediaOptions((more) => void frames.push(...more)));
    const [pbx, stranger] = [await udp(), await udp()];
    const port = Number(media.request['external_host']?.split(':')[1]);
    await media.attached(mediaChannel(said(pbx.address().port)), new AbortController().signal);
    for (let n = 0; n < 50; n++) {
      stranger.send(packet(n, 20_000), port, '127.0.0.1');
      stranger.send(Buffer.alloc(n * 7, n), port, '127.0.0.1');
      pbx.send(packet(n, 1000), port, '127.0.0.1');
    }
    await expect.poll(() => media.stats()['packets']).toBe(50);
    await expect.poll(() => frames.length).toBeGreaterThanOrEqual(49);
    // The resampler rings a little where the sound begins.
    expect(Math.max(...frames.flatMap(({ samples }) => [...samples]))).toBeLessThan(2000);
    expect(media.stats()).toMatchObject({ malformed: 0, strays: 0 });

    // And what is sent goes to the PBX alone.
    let astray = 0;
    stranger.on('message', () => astray++);
    const arrived = once(pbx, 'message');
    media.send(new Int16Array(160));
    expect((await arrived)[0]).toHaveLength(172);
    expect(astray).toBe(0);
  });
});

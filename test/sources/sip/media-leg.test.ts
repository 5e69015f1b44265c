import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { encodeRtp } from '../../../src/sources/rtp/packet.js';
import { MediaLeg } from '../../../src/sources/sip/media-leg.js';
import { parseSdp } from '../../../src/sources/sip/sdp.js';

const SILENT_MS = 2000;
const offer = (direction: string) =>
  parseSdp(
    ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 20000 RTP/AVP 0']
      .concat(`a=${direction}`, '')
      .join('\r\n'),
  );

const frames: Frame[] = [];
let silent: boolean;
let leg: MediaLeg;
let sender: ReturnType<typeof createSocket>;
beforeEach(async () => {
  frames.length = 0;
  silent = false;
  leg = new MediaLeg({
    host: '127.0.0.1',
    ports: [0, 0],
    party: 'local',
    now: () => performance.now(),
    onFrames: (more) => void frames.push(...more),
    onDigit: () => {},
    silentMs: SILENT_MS,
    onSilent: () => {
      silent = true;
    },
  });
  sender = createSocket('udp4').bind(0, '127.0.0.1');
  await once(sender, 'listening');
});
afterEach(async () => {
  sender.close();
  await leg.close();
});

/** Sends a packet of this type each 20 ms, until the leg is taken for dead or the time is over. */
async function send(payloadType: number, ms: number): Promise<void> {
  const port = await leg.open();
  for (let n = 0; n * 20 < ms && !silent; n++) {
    const head = { payloadType, marker: false, sequence: n, timestamp: n * 160, ssrc: 1 };
    sender.send(encodeRtp({ ...head, payload: new Uint8Array(160) }), port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a leg whose other end is silent', () => {
  it('is not taken for dead while packets come that nobody can read, but its party is lost', async () => {
    leg.follow(offer('sendrecv'));
    await send(77, 2 * SILENT_MS);
    expect(silent).toBe(false);
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.every(({ lost }) => lost)).toBe(true);
  });

  it('is not while packets come that can be read', async () => {
    leg.follow(offer('sendrecv'));
    await send(0, 2 * SILENT_MS);
    expect(silent).toBe(false);
    expect(frames.length).toBeGreaterThan(50);
    expect(frames.some(({ lost }) => lost)).toBe(false);
  });

  it('has lost its party when nothing ever came, but not on hold', async () => {
    leg.follow(offer('sendrecv'));
    await leg.open();
    await expect.poll(() => frames.length, { timeout: 10_000 }).toBeGreaterThan(10);
    expect(frames.every(({ lost }) => lost)).toBe(true);

    frames.length = 0;
    leg.follow(offer('sendonly'));
    await expect.poll(() => frames.length, { timeout: 10_000 }).toBeGreaterThan(10);
    expect(frames.at(-1)).toMatchObject({ lost: false });
  });
});

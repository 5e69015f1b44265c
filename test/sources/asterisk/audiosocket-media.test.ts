import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openAudioSocketMedia } from '../../../src/sources/asterisk/media/audiosocket-media.js';
import { mediaOptions } from './media-options.js';

/** Our end of an AudioSocket, and all that it has sent to the PBX that this test is. */
async function connected(options = mediaOptions()) {
  const media = await openAudioSocketMedia(options);
  const { external_host = '', data = '' } = media.request;
  const peer = connect(Number(external_host.split(':')[1]), '127.0.0.1');
  await once(peer, 'connect');
  peer.write(Buffer.concat([Uint8Array.of(0x01, 0, 16), Buffer.from(data.replaceAll('-', ''), 'hex')]));
  const sent: { readonly atMs: number; readonly bytes: Buffer }[] = [];
  peer.on('data', (bytes) => sent.push({ atMs: performance.now(), bytes }));
  return { media, peer, sent, received: () => Buffer.concat(sent.map(({ bytes }) => bytes)) };
}

const FRAME = 323;

describe('an AudioSocket to Asterisk, which locks its channel while it waits for a frame', () => {
  it('is never without one for long, though there is nothing to say', async () => {
    const { media, peer, sent, received } = await connected();
    await expect.poll(() => received().length).toBeGreaterThan(10 * FRAME);
    expect(received().subarray(0, 3)).toEqual(Buffer.from([0x10, 320 >> 8, 320 & 0xff]));
    expect(
      received()
        .subarray(3, FRAME)
        .every((byte) => byte === 0),
    ).toBe(true);
    const gaps = sent.slice(1).map(({ atMs }, i) => atMs - (sent[i]?.atMs ?? 0));
    // The median: single gaps tell of the machine.
    expect(gaps.sort((a, b) => a - b)[gaps.length >> 1]).toBeLessThan(120);
    await media.close();
    await once(peer, 'close');
  });

  it('is of the kind that every Asterisk takes, though the line asks for wideband', async () => {
    const { media, received } = await connected({ ...mediaOptions(), format: 'slin16' });
    expect(media.request['format']).toBe('slin');
    media.send(new Int16Array(160).fill(1000));
    await expect.poll(() => received().length).toBeGreaterThanOrEqual(FRAME);
    expect(received().subarray(0, 3)).toEqual(Buffer.from([0x10, 320 >> 8, 320 & 0xff]));
    await media.close();
  });

  it('is closed though a stranger is connected who says nothing, and its PBX was heard all the same', async () => {
    const { media, peer, received } = await connected();
    const stranger = connect(peer.remotePort ?? 0, '127.0.0.1');
    await once(stranger, 'connect');
    await expect.poll(() => received().length).toBeGreaterThan(0);
    const gone = Promise.all([once(stranger, 'close'), once(peer, 'close')]);
    await media.close();
    await gone;
  });

  it('puts no silence between what there is to say', async () => {
    const { media, received } = await connected();
    await expect.poll(() => received().length).toBeGreaterThan(0);
    const before = received().length;
    // A burst leaves no time for silence in it, however busy the machine is.
    for (let i = 0; i < 20; i++) media.send(new Int16Array(160).fill(1000 + i));
    await expect.poll(() => received().length).toBeGreaterThanOrEqual(before + 20 * FRAME);
    const said = received().subarray(before);
    const first = Array.from({ length: said.length / FRAME }, (_, i) => said.readInt16LE(i * FRAME + 3));
    const start = first.indexOf(1000);
    expect(first.slice(start, start + 20)).toEqual(Array.from({ length: 20 }, (_, i) => 1000 + i));
    await media.close();
  });
});

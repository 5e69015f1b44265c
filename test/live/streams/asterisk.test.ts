import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { listening } from '../../sources/streams/peer.js';
import { Asterisk } from '../helpers/asterisk.js';
import { eventually } from '../helpers/tapped.js';
import { lostMs, soundMs } from '../sip/sip-server.js';

const TOKEN = 'a-secret-of-this-test';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** Reads a call while it lasts. */
function reading(source: AsyncIterable<Frame>): { frames: Frame[]; over: Promise<void> } {
  const frames: Frame[] = [];
  const over = (async () => {
    for await (const frame of source) frames.push(frame);
  })();
  return { frames, over };
}

describe('a real Asterisk that dials the stream server', () => {
  it('over AudioSocket', async () => {
    await using server = await listening();
    const uuid = '40325ec2-8f06-4bd0-9b9a-04c27d2e1b4f';
    await pbx.console(
      `channel originate AudioSocket/127.0.0.1:${server.tcpPort}/${uuid} extension 604@default`,
    );
    const call = await server.nextCall();
    expect(call.callId).toContain(uuid);
    const { frames, over } = reading(call.frames);
    await eventually(() => soundMs(frames) > 500, 'the conference greets');
    await pbx.console('channel request hangup all');
    await over;
    expect(lostMs(frames)).toBe(0);
    expect(server.faults).toEqual([]);
  });

  it.each([
    ['ulaw', 'as text', ''],
    ['slin16', 'as text', ''],
    ['ulaw', 'as JSON', 'f(json)'],
  ])('over chan_websocket with %s, control messages %s, with the token', async (format, _as, control) => {
    await using server = await listening({ token: TOKEN });
    await writeFile(
      `${pbx.folder}/etc/websocket_client.conf`,
      `[callwarden]
type = websocket_client
uri = ${server.url}/asterisk
protocols = media
connection_type = per_call_config
`,
    );
    await pbx.console('module reload res_websocket_client.so');
    const destination = `WebSocket/callwarden/c(${format})${control}v(token=${TOKEN},call=c-9,party=remote)`;
    await pbx.console(`channel originate ${destination} extension 604@default`);
    const call = await server.nextCall();
    expect(call.callId).toContain('c-9');
    const { frames, over } = reading(call.frames);
    await eventually(() => soundMs(frames) > 500, 'the conference greets');
    await pbx.console('channel request hangup all');
    await over;
    expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['remote']));
    expect(lostMs(frames)).toBe(0);
    expect(server.faults).toEqual([]);
  });
});

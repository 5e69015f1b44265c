import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { audioSocketFrame, twilioCall, twilioStart, UUID } from './messages.js';
import { closed, collect, dial, dialTcp, listening, replay, tone, until, voice } from './peer.js';

/** Sockets opened in all. Both ends live in this process, but those that made room are closed again, so no limit of open files is met. */
const STRANGERS = 10_000;
const AT_ONCE = 200;

describe('connections that say nothing', () => {
  it('are cut off at the deadline, over either door', async () => {
    await using server = await listening({ helloMs: 100 });
    const peer = await dial(`${server.url}/twilio`);
    const tcp = await dialTcp(server.tcpPort);
    const raw = await dialTcp(Number(new URL(server.url).port));
    raw.write('GET /twilio HT');
    await Promise.all([once(peer, 'close'), once(tcp, 'close'), once(raw, 'close')]);
    expect(server.source.halfOpen).toBe(0);
    expect(server.faults).toEqual([{ code: 'CW_STREAM_SILENT', peer: '127.0.0.1' }]);
  });

  it('are not cut off once their call has begun', async () => {
    await using server = await listening({ helloMs: 100 });
    const peer = await dial(`${server.url}/twilio`);
    await replay(peer, [twilioStart()]);
    await server.nextCall();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(peer.readyState).toBe(peer.OPEN);
  });

  it('and those that say no more make room for others in the end, over either door', async () => {
    await using server = await listening({ silentSeconds: 1, helloMs: 60_000, maxCalls: 2 });
    const peer = await dial(`${server.url}/twilio`);
    const closing = closed(peer);
    await replay(peer, [...twilioCall(tone(400, 8000, 100), tone(400, 8000, 100))].slice(0, 6));
    const frames = collect((await server.nextCall()).frames);
    const tcp = await dialTcp(server.tcpPort);
    const gone = once(tcp, 'close');
    tcp.on('data', () => {}).write(audioSocketFrame(0x01, UUID));
    const other = collect((await server.nextCall()).frames);
    expect(await closing).toEqual({ code: 1008, reason: 'CW_STREAM_SILENT' });
    await gone;
    // What was heard before is not lost.
    expect(voice(await frames, 'remote').length).toBeGreaterThanOrEqual(2 * 320);
    expect(await other).toEqual([]);
    expect(server.source.health()).toEqual({ state: 'up', calls: 0 });
    expect(server.faults).toEqual([{ code: 'CW_STREAM_SILENT', peer: '127.0.0.1' }]);
  });

  it(`make room: ${STRANGERS} of them keep no call from being heard`, async () => {
    await using server = await listening({
      maxHalfOpen: 100,
      helloMs: 60_000,
      maxAheadMs: 600_000,
      maxMessagesPerSecond: 10_000,
    });
    const port = Number(new URL(server.url).port);
    const before = await dial(`${server.url}/twilio`);
    const whole = [...twilioCall(tone(400, 8000, 1000), tone(1000, 8000, 1000), { callSid: 'before' })];
    await replay(before, whole.splice(0, 2));
    const call = await server.nextCall();

    let most = 0;
    for (let opened = 0; opened < STRANGERS; opened += AT_ONCE) {
      const sockets: Socket[] = [];
      for (let i = 0; i < AT_ONCE; i++) {
        const socket = connect(i % 2 === 0 ? port : server.tcpPort, '127.0.0.1');
        socket.on('error', () => {});
        sockets.push(socket);
      }
      await Promise.all(sockets.map((socket) => once(socket, 'connect').catch(() => {})));
      most = Math.max(most, server.source.halfOpen);
      await replay(before, whole.splice(0, 2));
    }
    expect(most).toBeLessThanOrEqual(100);

    const during = await dial(`${server.url}/twilio`);
    await replay(during, twilioCall(tone(400, 8000, 500), tone(1000, 8000, 500), { callSid: 'during' }));
    expect(voice(await collect((await server.nextCall()).frames), 'remote').length).toBe(8000);

    await replay(before, whole);
    const frames = await collect(call.frames);
    expect(voice(frames, 'remote').length).toBe(16_000);
    expect(frames.some(({ lost }) => lost)).toBe(false);
    expect(server.faults).toEqual([{ code: 'CW_STREAM_SILENT', peer: '127.0.0.1' }]);
    await until(() => server.source.halfOpen <= 100);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import { listeningPolicy } from '../../../src/sources/listening-policy.js';
import { StreamSource } from '../../../src/sources/streams/stream-source.js';
import {
  audioSocketFrame,
  freeswitchMetadata,
  l16,
  mediaStart,
  twilioCall,
  twilioConnected,
  twilioMedia,
  twilioStart,
  UUID,
} from './messages.js';
import {
  closed,
  collect,
  dial,
  dialTcp,
  lineOf,
  listening,
  refused,
  replay,
  tone,
  until,
  voice,
} from './peer.js';

const FAST = { maxAheadMs: 60_000, maxMessagesPerSecond: 10_000 };
const TOKEN = 'a-secret-of-this-test';
const second = tone(400, 8000, 1000);
const ulaw20 = encodeMuLaw(second.subarray(0, 160));

describe('messages that are refused', () => {
  it.each([
    ['malformed JSON', '/twilio', ['{"event":'], 'CW_STREAM_PROTOCOL'],
    ['JSON that is no object', '/twilio', ['[1,2]'], 'CW_STREAM_PROTOCOL'],
    ['an unknown event', '/twilio', ['{"event":"toString"}'], 'CW_STREAM_PROTOCOL'],
    ['a start without a body', '/twilio', ['{"event":"start"}'], 'CW_STREAM_PROTOCOL'],
    ['media before the start', '/twilio', [twilioMedia('inbound', second, 0)], 'CW_STREAM_PROTOCOL'],
    ['binary where text is due', '/twilio', [ulaw20], 'CW_STREAM_PROTOCOL'],
    ['a second start', '/twilio', [twilioStart(), twilioStart()], 'CW_STREAM_PROTOCOL'],
    [
      'a payload that is not base64',
      '/twilio',
      [twilioStart(), '{"event":"media","media":{"track":"inbound","payload":"%%"}}'],
      'CW_STREAM_PROTOCOL',
    ],
    [
      'a track that was not announced',
      '/twilio',
      [twilioStart({ tracks: ['inbound'] }), twilioMedia('outbound', second, 0)],
      'CW_STREAM_PROTOCOL',
    ],
    ['a wrong codec', '/twilio', [twilioStart({ encoding: 'audio/x-opus' })], 'CW_STREAM_FORMAT'],
    [
      'a codec named like a method',
      '/twilio',
      [twilioStart({ encoding: 'constructor' })],
      'CW_STREAM_FORMAT',
    ],
    ['a wrong rate', '/twilio', [twilioStart({ sampleRate: 16_000 })], 'CW_STREAM_FORMAT'],
    [
      'a codec that changes',
      '/twilio',
      [twilioStart(), twilioStart({ encoding: 'audio/x-alaw' })],
      'CW_STREAM_FORMAT',
    ],
    [
      'a rate that changes',
      '/twilio',
      [twilioStart(), twilioStart({ sampleRate: 16_000 })],
      'CW_STREAM_FORMAT',
    ],
    ['metadata that is not JSON', '/freeswitch', ['my custom payload'], 'CW_STREAM_PROTOCOL'],
    ['metadata without a rate', '/freeswitch', ['{"callId":"1","mix":"mono"}'], 'CW_STREAM_FORMAT'],
    ['an odd rate', '/freeswitch', [freeswitchMetadata({ sampleRate: 11_025 })], 'CW_STREAM_FORMAT'],
    ['binary before the metadata', '/freeswitch', [...l16(8000, second)].slice(0, 1), 'CW_STREAM_PROTOCOL'],
    [
      'a sample rate that changes mid-stream',
      '/freeswitch',
      [freeswitchMetadata(), freeswitchMetadata({ sampleRate: 16_000 })],
      'CW_STREAM_FORMAT',
    ],
    ['half a sample', '/freeswitch', [freeswitchMetadata(), Buffer.alloc(321)], 'CW_STREAM_PROTOCOL'],
    ['text that is no control message', '/asterisk', ['hello'], 'CW_STREAM_PROTOCOL'],
    ['media before MEDIA_START', '/asterisk', [ulaw20], 'CW_STREAM_PROTOCOL'],
    ['a codec that is not taken', '/asterisk', [mediaStart('g729')], 'CW_STREAM_FORMAT'],
    ['a format that changes', '/asterisk', [mediaStart('ulaw'), mediaStart('slin16')], 'CW_STREAM_FORMAT'],
  ] as const)('%s', async (_what, path, messages, code) => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}${path}`);
    const closing = closed(peer);
    await replay(peer, messages);
    expect(await closing).toEqual({ code: 1008, reason: code });
    expect(server.faults).toEqual([{ code, peer: '127.0.0.1' }]);
    expect(server.source.health()).toEqual({ state: 'up', calls: 0 });
  });

  it('cuts off AudioSocket peers that break the rules', async () => {
    await using server = await listening({ ...FAST, maxMessageBytes: 1024 });
    const hello = audioSocketFrame(0x01, UUID);
    const attempts = [
      ['CW_STREAM_PROTOCOL', audioSocketFrame(0x10, Buffer.alloc(320))],
      ['CW_STREAM_PROTOCOL', audioSocketFrame(0x01, Buffer.alloc(15))],
      ['CW_STREAM_FORMAT', Buffer.concat([hello, audioSocketFrame(0x77, Buffer.alloc(320))])],
      [
        'CW_STREAM_FORMAT',
        Buffer.concat([
          hello,
          audioSocketFrame(0x10, Buffer.alloc(320)),
          audioSocketFrame(0x12, Buffer.alloc(640)),
        ]),
      ],
      ['CW_STREAM_TOO_BIG', Buffer.concat([hello, audioSocketFrame(0x10, Buffer.alloc(1026))])],
    ] as const;
    for (const [code, bytes] of attempts) {
      const peer = await dialTcp(server.tcpPort);
      const closing = once(peer, 'close');
      peer.on('error', () => {});
      peer.write(bytes);
      await closing;
      expect(server.faults.map((fault) => fault.code)).toContain(code);
    }
    // Five attempts of three kinds: told once of each kind.
    expect(server.faults).toHaveLength(3);
    expect(server.source.health().calls).toBe(0);
  });
});

describe('limits', () => {
  it('refuses a message that is too large, before it has come', async () => {
    await using server = await listening({ ...FAST, maxMessageBytes: 2048 });
    const peer = await dial(`${server.url}/twilio`);
    const closing = closed(peer);
    peer.send(`{"event":"connected","pad":"${'x'.repeat(4096)}"}`);
    expect((await closing).code).toBe(1009);
    await until(() => server.faults.length > 0);
    expect(server.faults).toEqual([{ code: 'CW_STREAM_TOO_BIG', peer: '127.0.0.1' }]);
  });

  it('refuses more messages than a call has', async () => {
    await using server = await listening({ maxMessagesPerSecond: 60 });
    const peer = await dial(`${server.url}/twilio`);
    const closing = closed(peer);
    await replay(
      peer,
      Array.from({ length: 400 }, () => twilioConnected()),
    );
    expect(await closing).toEqual({ code: 1008, reason: 'CW_STREAM_FLOOD' });
  });

  it('refuses audio that comes faster than it can have been spoken', async () => {
    await using server = await listening({ maxAheadMs: 500, maxMessagesPerSecond: 10_000 });
    const peer = await dial(`${server.url}/twilio`);
    const closing = closed(peer);
    await replay(peer, twilioCall(tone(400, 8000, 3000), tone(400, 8000, 3000)));
    expect(await closing).toEqual({ code: 1008, reason: 'CW_STREAM_FLOOD' });
    const frames = await collect((await server.nextCall()).frames);
    expect(voice(frames, 'remote').length).toBeLessThan(16 * 1500);
  });

  it('lets no timestamp reach into the future', async () => {
    await using server = await listening({ maxAheadMs: 1000 });
    const peer = await dial(`${server.url}/twilio`);
    await replay(peer, [twilioStart(), twilioMedia('inbound', second.subarray(0, 160), 1e15)]);
    const call = await server.nextCall();
    peer.close();
    const frames = await collect(call.frames);
    expect(frames.length).toBeLessThan(100);
    expect(frames.every(({ startMs }) => startMs < 60_000)).toBe(true);
  });

  it('takes no more calls than allowed, and again when one has ended', async () => {
    await using server = await listening({ ...FAST, maxCalls: 1 });
    const first = await dial(`${server.url}/twilio`);
    await replay(first, [twilioStart({ callSid: 'one' })]);
    const call = await server.nextCall();
    const second = await dial(`${server.url}/twilio`);
    const closing = closed(second);
    await replay(second, [twilioStart({ callSid: 'two' })]);
    expect(await closing).toEqual({ code: 1013, reason: 'CW_LINE_BUSY' });
    first.close();
    await collect(call.frames);
    const third = await dial(`${server.url}/twilio`);
    await replay(third, [twilioStart({ callSid: 'three' })]);
    expect((await server.nextCall()).callId).toContain('three');
  });

  it('takes no audio of a call that may not be listened to, and goes on taking others', async () => {
    const mayListen = listeningPolicy({ neverListenTo: ['030*'], onlyListenTo: [] });
    await using server = await listening(FAST, mayListen);
    const socket = await dial(`${server.url}/asterisk?call=9&party=remote&remote=030-1234`);
    const closing = closed(socket);
    await replay(socket, [mediaStart(), ulaw20]);
    expect(await closing).toEqual({ code: 1008, reason: 'CW_CALL_PRIVATE' });
    expect(server.source.health().calls).toBe(0);
    await replay(await dial(`${server.url}/asterisk?call=10&party=remote&remote=031-1234`), [mediaStart()]);
    expect((await server.nextCall()).remote).toEqual({ number: '031-1234' });
    expect(server.faults.map(({ code }) => code)).toEqual(['CW_CALL_PRIVATE']);
  });

  it('refuses a second voice of the same party', async () => {
    await using server = await listening(FAST);
    await replay(await dial(`${server.url}/asterisk?call=9&party=remote`), [mediaStart()]);
    await server.nextCall();
    const again = await dial(`${server.url}/asterisk?call=9&party=remote`);
    const closing = closed(again);
    await replay(again, [mediaStart()]);
    expect((await closing).reason).toBe('CW_LINE_PARTY_TAKEN');
  });
});

describe('who may come in', () => {
  it('wants the token, wherever the peer can put it', async () => {
    await using server = await listening({ ...FAST, token: TOKEN });
    const basic = Buffer.from(`callwarden:${TOKEN}`).toString('base64');
    for (const [path, headers] of [
      [`/twilio?token=${TOKEN}`, {}],
      [`/twilio/${TOKEN}`, {}],
      ['/twilio', { authorization: `Bearer ${TOKEN}` }],
      ['/freeswitch', { authorization: `Basic ${basic}` }],
    ] as const) {
      (await dial(`${server.url}${path}`, headers)).close();
    }
    expect(server.faults).toEqual([]);
    for (const [path, headers] of [
      ['/twilio', {}],
      ['/twilio?token=', {}],
      [`/twilio?token=${TOKEN}x`, {}],
      ['/twilio/wrong', {}],
      ['/freeswitch', { authorization: 'Basic !!' }],
    ] as const) {
      const { status, body } = await refused(`${server.url}${path}`, headers);
      expect(status).toBe(401);
      expect(body).toContain('CW_STREAM_TOKEN');
    }
    expect(server.faults).toEqual([{ code: 'CW_STREAM_TOKEN', peer: '127.0.0.1' }]);
  });

  it('knows no other path', async () => {
    await using server = await listening();
    // What a browser says of a page that opens a socket, and no page can leave out.
    const page = await refused(`${server.url}/twilio`, { 'sec-fetch-mode': 'websocket' });
    expect(page).toMatchObject({ status: 403, body: expect.stringContaining('CW_STREAM_PAGE') });
    expect(await refused(`${server.url}/`)).toMatchObject({ status: 404 });
    expect((await refused(`${server.url}/other`)).body).toContain('CW_STREAM_DIALECT');
  });

  it('cuts off who is not in the list, before a byte is read', async () => {
    await using server = await listening({ allow: ['10.0.0.0/8'] });
    const peer = new WebSocket(`${server.url}/twilio`);
    const [error] = await once(peer, 'error');
    expect(error).toBeInstanceOf(Error);
    const tcp = connect(server.tcpPort, '127.0.0.1');
    tcp.on('error', () => {});
    await once(tcp, 'close');
    expect(server.faults).toEqual([{ code: 'CW_STREAM_PEER', peer: '127.0.0.1' }]);
  });

  it.each([
    [{ allow: ['0.0.0.0/0'] }],
    [{ allow: ['::/0'], token: TOKEN, audioSocketPort: 0 }],
    [{ allow: ['10.0.0.0/33'] }],
    [{ allow: ['pbx.example'] }],
    [{ port: null }],
  ])('refuses to start with %j', async (settings) => {
    await expect(listening({ audioSocketPort: null, ...settings })).rejects.toMatchObject({
      code: 'CW_CONFIG_INVALID',
    });
  });

  it('says when its port is taken', async () => {
    await using server = await listening();
    const port = Number(new URL(server.url).port);
    await expect(listening({ port })).rejects.toMatchObject({ code: 'CW_STREAM_LISTEN' });
    const source = new StreamSource(lineOf({ port }), () => {});
    const calls = source.calls(new AbortController().signal)[Symbol.asyncIterator]();
    await expect(calls.next()).rejects.toMatchObject({ code: 'CW_STREAM_LISTEN' });
    // The line is closed by then, and still says what was wrong.
    expect(source.health()).toMatchObject({ state: 'down', reason: expect.stringContaining('EADDRINUSE') });
  });
});

import { describe, expect, it } from 'vitest';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import type { LiveCall, PressedKey } from '../../../src/sources/call-source.js';
import {
  audioSocketFrame,
  freeswitchMetadata,
  l16,
  mediaStart,
  twilioCall,
  twilioConnected,
  twilioDtmf,
  twilioStart,
  twilioStop,
  UUID,
} from './messages.js';
import { collect, dial, dialTcp, listening, replay, strength, tone, until, voice } from './peer.js';

/** Faster than speech, so that tests do not wait; the limit itself is tested in bad-input.test.ts. */
const FAST = { maxAheadMs: 60_000, maxMessagesPerSecond: 10_000 };

const low = (rateHz: number) => tone(400, rateHz, 1000);
const high = (rateHz: number) => tone(1000, rateHz, 1000);

async function keysOf(call: LiveCall): Promise<PressedKey[]> {
  const keys: PressedKey[] = [];
  for await (const key of call.keys ?? []) keys.push(key);
  return keys;
}

describe('Twilio Media Streams', () => {
  it('gives both tracks as parties, with who calls whom', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    const customParameters = {
      direction: 'inbound',
      remote: '+15550100',
      remoteName: 'Un\u001bknown',
      local: '200',
    };
    const sending = replay(peer, twilioCall(low(8000), high(8000), { callSid: 'CA7', customParameters }));
    const call = await server.nextCall();
    expect(call).toMatchObject({
      line: 'streams',
      direction: 'inbound',
      remote: { number: '+15550100', name: 'Unknown' },
      local: { number: '200' },
    });
    expect(call.callId).toContain('CA7');
    const frames = await collect(call.frames);
    await sending;
    const [remote, local] = [voice(frames, 'remote'), voice(frames, 'local')];
    expect(remote.length).toBe(16_000);
    expect(local.length).toBe(16_000);
    expect(strength(remote, 400)).toBeGreaterThan(7000);
    expect(strength(remote, 1000)).toBeLessThan(200);
    expect(strength(local, 1000)).toBeGreaterThan(7000);
    expect(frames.every(({ lost }) => !lost)).toBe(true);
    expect(server.faults).toEqual([]);
  });

  it('takes the inbound track for the protected party where the stream says so', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    void replay(peer, twilioCall(low(8000), high(8000), { customParameters: { inbound: 'local' } }));
    const frames = await collect((await server.nextCall()).frames);
    expect(strength(voice(frames, 'local'), 400)).toBeGreaterThan(7000);
  });

  it('marks as lost what the timestamps say is missing', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    const whole = [...twilioCall(low(8000), high(8000))];
    void replay(peer, [...whole.slice(0, 42), ...whole.slice(62)]);
    const frames = await collect((await server.nextCall()).frames);
    const lostMs = frames.filter(({ lost, party }) => lost && party === 'remote').length * 20;
    expect(lostMs).toBe(200);
    expect(voice(frames, 'remote').length).toBe(16_000);
    expect(frames.filter(({ lost }) => lost).every(({ startMs }) => startMs >= 400 && startMs < 600)).toBe(
      true,
    );
  });

  it('tells the keys that were pressed', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    void replay(peer, [twilioConnected(), twilioStart(), twilioDtmf('4'), twilioDtmf('#')]);
    const call = await server.nextCall();
    peer.close();
    await collect(call.frames);
    expect((await keysOf(call)).map(({ digit }) => digit)).toEqual(['4', '#']);
  });

  it('tells keys of the party whose track is not streamed, and goes on', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    void replay(peer, [twilioStart({ tracks: ['outbound'] }), twilioDtmf('4'), twilioStop()]);
    const call = await server.nextCall();
    await collect(call.frames);
    expect((await keysOf(call)).map(({ party, digit }) => `${party} ${digit}`)).toEqual(['remote 4']);
    expect(server.faults).toEqual([]);
  });

  it('closes the stream when nobody hears the call any more', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/twilio`);
    const closing = new Promise<number>((resolve) => peer.once('close', resolve));
    const whole = [...twilioCall(low(8000), high(8000))];
    void replay(peer, whole.slice(0, 20));
    for await (const _ of (await server.nextCall()).frames) break;
    expect(await closing).toBe(1000);
    expect(server.source.health().calls).toBe(0);
  });
});

describe('FreeSWITCH', () => {
  for (const rateHz of [8000, 16_000]) {
    it(`gives the channels of stereo at ${rateHz} Hz as parties`, async () => {
      await using server = await listening(FAST);
      const peer = await dial(`${server.url}/freeswitch`);
      void replay(peer, [
        freeswitchMetadata({ sampleRate: `${rateHz / 1000}k`, remote: '+15550100' }),
        ...l16(rateHz, low(rateHz), high(rateHz)),
      ]).then(() => peer.close());
      const call = await server.nextCall();
      expect(call.remote).toEqual({ number: '+15550100' });
      const frames = await collect(call.frames);
      expect(voice(frames, 'remote').length).toBe(16_000);
      expect(strength(voice(frames, 'remote'), 400)).toBeGreaterThan(7000);
      expect(strength(voice(frames, 'local'), 1000)).toBeGreaterThan(7000);
    });
  }

  it('hears mono as the leg and mixed as nobody in particular', async () => {
    await using server = await listening(FAST);
    for (const [mix, party] of [
      ['mono', 'remote'],
      ['mixed', 'mixed'],
    ] as const) {
      const peer = await dial(`${server.url}/freeswitch`);
      void replay(peer, [freeswitchMetadata({ mix, callId: mix }), ...l16(8000, low(8000))]).then(() =>
        peer.close(),
      );
      const frames = await collect((await server.nextCall()).frames);
      expect(new Set(frames.map((frame) => frame.party))).toEqual(new Set([party]));
      expect(strength(voice(frames, party), 400)).toBeGreaterThan(7000);
    }
  });
});

describe('Asterisk chan_websocket', () => {
  it.each([
    ['text', mediaStart()],
    ['JSON', JSON.stringify({ event: 'MEDIA_START', channel_id: 'c1', format: 'ulaw', ptime: 20 })],
  ])('reads %s control messages and joins the two directions of a call', async (_kind, start) => {
    await using server = await listening(FAST);
    const ulaw = (samples: Int16Array) =>
      Array.from({ length: 50 }, (_, i) => encodeMuLaw(samples.subarray(i * 160, i * 160 + 160)));
    const remote = await dial(`${server.url}/asterisk?call=7&party=remote&direction=inbound`);
    void replay(remote, [start, 'MEDIA_XON', ...ulaw(low(8000))]);
    const call = await server.nextCall();
    const local = await dial(`${server.url}/asterisk?call=7&party=local`);
    await replay(local, [start, ...ulaw(high(8000))]);
    remote.close();
    local.close();
    const frames = await collect(call.frames);
    expect(call.direction).toBe('inbound');
    expect(strength(voice(frames, 'remote'), 400)).toBeGreaterThan(7000);
    expect(strength(voice(frames, 'local'), 1000)).toBeGreaterThan(7000);
  });

  it('hears slin16', async () => {
    await using server = await listening(FAST);
    const peer = await dial(`${server.url}/asterisk`);
    void replay(peer, [mediaStart('slin16'), ...l16(16_000, low(16_000))]).then(() => peer.close());
    const frames = await collect((await server.nextCall()).frames);
    expect([...voice(frames, 'mixed')]).toEqual([...low(16_000)]);
  });
});

describe('AudioSocket', () => {
  it('hears frames however TCP cuts them', async () => {
    await using server = await listening(FAST);
    const peer = await dialTcp(server.tcpPort);
    const all = Buffer.concat([
      audioSocketFrame(0x01, UUID),
      ...[...l16(16_000, low(16_000))].map((audio) => audioSocketFrame(0x12, audio)),
      audioSocketFrame(0x03, Buffer.from('5')),
      audioSocketFrame(0x00, Buffer.alloc(0)),
    ]);
    for (let at = 0; at < all.length; at += 777) peer.write(all.subarray(at, at + 777));
    const call = await server.nextCall();
    expect(call.callId).toContain('40325ec2-8f06-4bd0-9b9a-04c27d2e1b4f');
    const frames = await collect(call.frames);
    expect([...voice(frames, 'mixed')]).toEqual([...low(16_000)]);
    expect(await keysOf(call)).toMatchObject([{ digit: '5', party: 'mixed' }]);
  });

  it('answers with silence, for a peer whose read waits for something', async () => {
    await using server = await listening(FAST);
    const peer = await dialTcp(server.tcpPort);
    peer.write(audioSocketFrame(0x01, UUID));
    let bytes = Buffer.alloc(0);
    peer.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
    await until(() => bytes.length >= 2 * 323);
    expect(bytes.subarray(0, 323)).toEqual(audioSocketFrame(0x10, Buffer.alloc(320)));
    expect(bytes.subarray(323, 646)).toEqual(bytes.subarray(0, 323));
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import type { Party } from '../../../src/audio/party.js';
import type { AsteriskLine } from '../../../src/config/asterisk-line.js';
import { openUdpSocket } from '../../../src/sources/rtp/udp-socket.js';
import { Asterisk } from '../helpers/asterisk.js';
import { freeUdpPort } from '../helpers/ports.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';
import { TestPhone } from '../helpers/test-phone.js';

let pbx: Asterisk;
let voices: { readonly remote: Uint8Array; readonly local: Uint8Array };
beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
  voices = await partiesOf('legit-family-chat-sunday');
});
afterAll(() => pbx[Symbol.asyncDispose]());

const call = (durationMs: number, more: { calls?: number; extension?: string } = {}) =>
  placeCall(pbx, { durationMs, caller: voices.remote, callee: voices.local, ...more });
/** How much of what a party was heard to say is no silence, ms. */
const soundMs = (frames: readonly Frame[], party: Party) =>
  20 * frames.filter((frame) => frame.party === party && rmsDbfs(frame.samples) > -50).length;
const nothingLeft = () =>
  eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');

describe('calls of every kind', () => {
  it('one of a second', async () => {
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await call(1000);
    const { over } = await tapped.call();
    await phones.ended;
    await over;
    await nothingLeft();
    expect(tapped.source.health()).toMatchObject({ state: 'up', calls: 0 });
  });

  it('one that nobody answers is no call', async () => {
    await using tapped = await new Tapped(pbx.line()).up();
    const silent = createSocket('udp4').bind(pbx.ports.nobody, '127.0.0.1');
    await once(silent, 'listening');
    await using phones = await call(1000, { extension: '609' });
    await expect(phones.ended).rejects.toThrow('603 Decline');
    silent.close();
    expect(tapped.calls).toEqual([]);
    expect(tapped.source.health()).toMatchObject({ state: 'up', calls: 0 });
  });

  it('twenty at once', async () => {
    const count = 20;
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await call(12_000, { calls: count });
    await tapped.call(count - 1);
    await phones.ended;
    await Promise.all(tapped.calls.map(({ over }) => over));
    expect(tapped.calls).toHaveLength(count);
    for (const { frames } of tapped.calls) {
      for (const party of ['remote', 'local'] as const) {
        const heard = frames.filter((frame) => frame.party === party && !frame.lost);
        expect(heard.length * 20).toBeGreaterThan(5000);
      }
    }
    expect(phones.callerEar.lost + phones.calleeEar.lost).toBe(0);
    await nothingLeft();
  });

  it('one that was up before us', async () => {
    await using phones = await call(6000);
    await sleep(2000);
    await using tapped = await new Tapped(pbx.line()).up();
    const { frames, over } = await tapped.call();
    await phones.ended;
    await over;
    expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['remote', 'local']));
  });

  it('one whose tap is taken off by somebody is tapped again', async () => {
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await call(8000);
    const { frames, over } = await tapped.call();
    await sleep(1000);
    const ours = (await pbx.leftovers()).filter((name) => name.endsWith('.media'));
    expect(ours).toHaveLength(2);
    for (const id of ours) await pbx.ask(`/channels/${id}`, 'DELETE');
    const cutMs = frames.at(-1)?.startMs ?? 0;
    await phones.ended;
    await over;
    for (const party of ['remote', 'local'] as const) {
      const after = frames.filter(
        (frame) => frame.party === party && !frame.lost && frame.startMs > cutMs + 1500,
      );
      expect(after.length * 20).toBeGreaterThan(3000);
    }
    await nothingLeft();
  });

  it('one for which no port is free is heard as soon as one is, and the lack is told', async () => {
    const low = await freeUdpPort();
    const taken = await Promise.all([
      openUdpSocket('127.0.0.1', [low, low]),
      openUdpSocket('127.0.0.1', [low + 2, low + 2]),
    ]);
    await using tapped = await new Tapped(pbx.line({ media: 'rtp', mediaPorts: `${low}-${low + 3}` })).up();
    await using phones = await call(12_000);
    await eventually(() => tapped.source.health().reason !== undefined, 'the lack is told');
    expect(tapped.source.health().reason).toMatch(/No port is free for audio/);
    expect(tapped.calls).toEqual([]);
    for (const socket of taken) socket.close();
    const { frames, over } = await tapped.call();
    expect(tapped.source.health().reason).toBeUndefined();
    // However often it was tried.
    expect(tapped.problems).toEqual(['CW_LINE_MEDIA_PORT']);
    await phones.ended;
    await over;
    for (const party of ['remote', 'local'] as const) {
      expect(frames.filter((frame) => frame.party === party && !frame.lost).length * 20).toBeGreaterThan(
        3000,
      );
    }
    await nothingLeft();
  });

  it('one with early media: one call, from the answer on', async () => {
    await using tapped = await new Tapped(pbx.line({ protect: { channels: ['PJSIP/caller-*'] } })).up();
    await using phones = await placeCall(pbx, {
      durationMs: 5000,
      caller: voices.local,
      callee: voices.remote,
      scenarios: { callee: 'callee-early-media' },
    });
    await eventually(() => phones.callerEar.packets.length > 20, 'the caller hears early media');
    expect(tapped.calls).toEqual([]);
    const { call, frames, over } = await tapped.call();
    await phones.ended;
    await over;
    expect(tapped.calls).toHaveLength(1);
    expect(call.direction).toBe('outbound');
    // What came before the answer is not part of it.
    expect(frames.at(-1)?.startMs).toBeLessThan(6000);
    // Its first sentence began before the answer; what was left of it is heard.
    expect(soundMs(frames, 'remote')).toBeGreaterThan(500);
    await nothingLeft();
  });

  it('one whose other end goes on as another sender, which a snoop does not follow: the taps are put on anew', async () => {
    await using tapped = await new Tapped(pbx.line({ protect: { channels: ['PJSIP/callee-*'] } })).up();
    await using _phones = await placeCall(pbx, { callee: voices.local });
    await using phone = await TestPhone.register(pbx.sipServer);
    const talk = await phone.call('600', voices.remote);
    const { frames } = await tapped.call();
    await eventually(() => soundMs(frames, 'remote') > 1500, 'it is heard');
    talk.beginAnew();
    const before = soundMs(frames, 'remote');
    await eventually(() => soundMs(frames, 'remote') > before + 2000, 'it is heard again', 30_000);
    expect(tapped.calls).toHaveLength(1);
  });

  it('one that outlives us: our channels end by themselves', async () => {
    await using tapped = await new Tapped(pbx.line({ maxCallMinutes: 3 })).up();
    await using phones = await call(3000);
    await tapped.call();
    const media = (await pbx.leftovers()).filter((id) => id.endsWith('.media'));
    expect(media).toHaveLength(2);
    for (const id of media) {
      const left = await pbx.ask(`/channels/${id}/variable?variable=TIMEOUT(absolute)`);
      const seconds = JSON.stringify(left).match(/[0-9]+/)?.[0];
      expect(Number(seconds)).toBeGreaterThan(160);
      expect(Number(seconds)).toBeLessThanOrEqual(180);
    }
    await phones.ended;
  });

  it.each<[string, Partial<AsteriskLine['protect']>, 'inbound' | 'outbound']>([
    ['its number', { extensions: ['6?0'] }, 'inbound'],
    ['its context and direction', { contexts: ['default'], direction: 'inbound' }, 'inbound'],
    ['the number of the caller', { extensions: ['caller'] }, 'outbound'],
    ['direction alone', { direction: 'outbound' }, 'outbound'],
    ['the trunk at the other end', { trunks: ['PJSIP/callee-*'] }, 'outbound'],
  ])('one whose protected party is known by %s', async (_what, protect, direction) => {
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using phones = await call(3000);
    const { call: heard, over } = await tapped.call();
    const [caller, callee] = [{ number: 'caller', name: 'Caller' }, { number: '600' }];
    expect(heard).toMatchObject(
      direction === 'inbound'
        ? { direction, remote: caller, local: callee }
        : { direction, remote: callee, local: caller },
    );
    await phones.ended;
    await over;
    expect(tapped.calls).toHaveLength(1);
  });

  it('none of those that the line is not to hear', async () => {
    const protect = { trunks: ['PJSIP/caller-*'], direction: 'outbound' as const };
    await using elsewhere = await new Tapped(
      pbx.line({ app: 'other', protect: { contexts: ['from-*'] } }),
    ).up();
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using phones = await call(1500);
    await phones.ended;
    expect(tapped.calls).toEqual([]);
    expect(elsewhere.calls).toEqual([]);
  });
});

describe('a PBX in trouble', () => {
  it('a wrong password is said so, and nothing is tapped', async () => {
    await using tapped = new Tapped(pbx.line({ password: 'wrong' }));
    await eventually(() => tapped.source.health().state === 'down', 'the line is down');
    expect(tapped.source.health().reason).toMatch(/refuses the ARI user or password/);
    expect(tapped.problems).toEqual(['CW_PBX_LOGIN']);
  });

  it('no PBX at all is said so', async () => {
    await using tapped = new Tapped(pbx.line({ url: 'http://127.0.0.1:9/ari' }));
    await eventually(() => tapped.source.health().state === 'reconnecting', 'the line reconnects');
    expect(tapped.source.health().reason).toMatch(/No PBX at/);
  });

  it('a port that takes connections and says nothing does not hold us up (a fake for the fault)', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await using tapped = new Tapped(pbx.line({ url: `http://127.0.0.1:${port}/ari`, timeoutMs: 300 }));
    await eventually(() => tapped.source.health().state === 'reconnecting', 'the line reconnects');
    expect(tapped.source.health().reason).toMatch(/has not answered .* for 300 ms/);
    mute.close();
  });

  it('one that hangs is noticed, and heard again when it answers', async () => {
    await using tapped = await new Tapped(pbx.line({ timeoutMs: 500 })).up();
    pbx.signal('SIGSTOP');
    await eventually(() => tapped.source.health().state === 'reconnecting', 'the hang is noticed', 20_000);
    pbx.signal('SIGCONT');
    await tapped.up();
    await using phones = await call(8000);
    await tapped.call();
    await phones.ended;
    await nothingLeft();
  });

  it('one that is restarted mid-call ends that call and is heard again', async () => {
    await using tapped = await new Tapped(pbx.line()).up();
    await using cut = await call(30_000);
    const first = await tapped.call();
    await sleep(1000);
    await pbx.restart();
    await first.over;
    await tapped.up();
    await cut[Symbol.asyncDispose]();
    await using phones = await call(2000);
    const second = await tapped.call(1);
    await phones.ended;
    await second.over;
    expect(second.frames.length).toBeGreaterThan(50);
    await nothingLeft();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { compareSound, soundOf } from '../helpers/compare.js';
import { Kamailio } from '../helpers/kamailio.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';
import { TestPhone } from '../helpers/test-phone.js';
import { agentLine, durationMs, Listener, lostMs, soundMs } from './sip-server.js';

let proxy: Kamailio;
beforeAll(async () => {
  proxy = await Kamailio.start();
});
afterAll(() => proxy[Symbol.asyncDispose]());

describe('an account at Kamailio', () => {
  it('registers with a digest, is called through the proxy, hears what is said, and is hung up on', async () => {
    await using listener = await new Listener(agentLine(proxy)).up();
    await using phone = await TestPhone.register(proxy.sipServer, Kamailio.password);
    const { remote } = await partiesOf('scam-bank-safe-account');
    const talk = await phone.call('agent', remote);
    const { call, frames, over } = await listener.call();
    await eventually(() => durationMs(frames) > 8000, 'it has been heard for a while');
    await talk.hangUp();
    await over;
    expect(call).toMatchObject({ line: 'sip', remote: { number: 'phone' } });
    const { perSecond } = compareSound(soundOf(frames, 'mixed'), decodeMuLaw(remote));
    expect(perSecond.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...perSecond)).toBeGreaterThanOrEqual(0.99);
    expect(listener.faults).toEqual([]);
  });

  it('is held, and taken back by an INVITE that leaves the offer to us', async () => {
    await using listener = await new Listener(agentLine(proxy)).up();
    await using phone = await TestPhone.register(proxy.sipServer, Kamailio.password);
    const talk = await phone.call('agent', (await partiesOf('scam-bank-safe-account')).remote);
    const { frames } = await listener.call();
    await eventually(() => soundMs(frames) > 1000, 'it is heard');
    await talk.hold('inactive');
    await sleep(1500);
    const held = soundMs(frames);
    await sleep(1500);
    // A phone sends nothing to who hears nothing.
    expect(soundMs(frames)).toBe(held);
    await talk.takeBackByTheirOffer();
    await eventually(() => soundMs(frames) > held + 1000, 'it is heard again');
    expect(listener.calls).toHaveLength(1);
    expect(lostMs(frames)).toBeLessThan(400);
    expect(listener.faults).toEqual([]);
  });

  it('refuses media that it cannot hear, and answers the next call', async () => {
    await using listener = await new Listener(agentLine(proxy)).up();
    await using phone = await TestPhone.register(proxy.sipServer, Kamailio.password);
    expect(await phone.refusal('agent', 'RTP/SAVP')).toBe(488);
    expect(listener.faults).toEqual(['CW_SIP_MEDIA']);
    expect(listener.source.health()).toEqual({ state: 'up', calls: 0 });
    await phone.call('agent', (await partiesOf('scam-bank-safe-account')).remote);
    const { frames } = await listener.call();
    await eventually(() => soundMs(frames) > 500, 'it is heard');
  });

  it('calls nobody, whoever asks it to, and goes on hearing', async () => {
    await using listener = await new Listener(agentLine(proxy)).up();
    await using phone = await TestPhone.register(proxy.sipServer, Kamailio.password);
    const talk = await phone.call('agent', (await partiesOf('scam-bank-safe-account')).remote);
    const { frames } = await listener.call();
    expect(await talk.askToCall('+15550100')).toBe(603);
    const before = soundMs(frames);
    await eventually(() => soundMs(frames) > before + 1000, 'it is heard');
  });

  it('says that its password is wrong', async () => {
    await using listener = new Listener(agentLine(proxy, { password: 'wrong' }));
    await eventually(() => listener.faults.length > 0, 'it is told');
    expect(listener.faults).toEqual(['CW_SIP_LOGIN']);
  });

  it('registers again after the proxy was restarted, and is called again', async () => {
    await using listener = await new Listener(agentLine(proxy)).up();
    await proxy.restart();
    await eventually(() => listener.faults.includes('CW_SIP_UNREACHABLE'), 'the loss is told');
    await listener.up(30_000);
    await using phone = await TestPhone.register(proxy.sipServer, Kamailio.password);
    await phone.call('agent', (await partiesOf('scam-bank-safe-account')).remote);
    const { frames } = await listener.call();
    await eventually(() => soundMs(frames) > 1000, 'it is heard');
  });
});

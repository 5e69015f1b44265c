import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { compareSound, soundOf } from '../helpers/compare.js';
import { Kamailio } from '../helpers/kamailio.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';
import { TestPhone } from '../helpers/test-phone.js';
import { agentLine, durationMs, Listener, soundMs } from './sip-server.js';

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

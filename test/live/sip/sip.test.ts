import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { Asterisk } from '../helpers/asterisk.js';
import { compareSound, soundOf } from '../helpers/compare.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';
import { agentLine, Listener, lostMs, soundMs } from './sip-server.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

const originate = (number: string) =>
  pbx.console(`channel originate PJSIP/agent extension ${number}@default`);

describe('the SIP endpoint', () => {
  it('registers with a digest, is called, and hears exactly what was said', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    const { remote, local } = await partiesOf('scam-bank-safe-account');
    await using phones = await placeCall(pbx, { durationMs: 10_000, caller: remote, callee: local, extension: '620' });
    const { call, frames, over } = await listener.call();
    await over;
    void phones;
    expect(call).toMatchObject({ line: 'sip', remote: { number: 'caller', name: 'Caller' } });
    expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['mixed']));
    const { perSecond } = compareSound(soundOf(frames, 'mixed'), decodeMuLaw(remote));
    expect(perSecond.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...perSecond)).toBeGreaterThanOrEqual(0.99);
    expect(lostMs(frames)).toBe(0);
    expect(listener.faults).toEqual([]);
  });

  it('hangs up its own leg when it is closed, and leaves the server', async () => {
    const listener = await new Listener(agentLine(pbx)).up();
    await originate('604');
    await eventually(async () => /PJSIP\/agent/.test(await pbx.console('core show channels concise')), 'a leg');
    await (await listener.call()).call;
    await listener[Symbol.asyncDispose]();
    await eventually(
      async () => !/PJSIP\/agent/.test(await pbx.console('core show channels concise')),
      'the leg is gone',
    );
    expect(await pbx.console('pjsip show contacts')).not.toMatch(/agent\/sip/);
    expect(listener.source.health()).toEqual({ state: 'closed', calls: 0 });
  });

  it('says that its password is wrong', async () => {
    await using listener = new Listener(agentLine(pbx, { password: 'wrong' }));
    await eventually(() => listener.faults.length > 0, 'it is told');
    expect(listener.faults).toEqual(['CW_SIP_LOGIN']);
    expect(listener.source.health()).toMatchObject({ state: 'reconnecting', calls: 0 });
  });

  it('registers again after the server was killed, and hears the next call', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    await pbx.restart();
    await eventually(() => listener.faults.includes('CW_SIP_UNREACHABLE'), 'the loss is told');
    await listener.up(30_000);
    await originate('604');
    await listener.call();
  });

  it('ends a call that has fallen silent', async () => {
    await using listener = await new Listener(agentLine(pbx, { silentSeconds: 2 })).up();
    await pbx.console('channel originate PJSIP/agent application Wait 60');
    const { over } = await listener.call();
    await over;
    expect(listener.faults).toEqual(['CW_SIP_SILENT']);
    await eventually(
      async () => !/PJSIP\/agent/.test(await pbx.console('core show channels concise')),
      'the leg is gone',
    );
    await sleep(0);
    expect(soundMs([])).toBe(0);
  });
});

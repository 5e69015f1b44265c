import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeMuLaw } from '../../../src/audio/g711.js';
import { Asterisk } from '../helpers/asterisk.js';
import { eventually } from '../helpers/tapped.js';
import { TestPhone } from '../helpers/test-phone.js';
import { agentLine, durationMs, Listener, lostMs, soundMs } from './sip-server.js';

const hum = encodeMuLaw(Int16Array.from({ length: 8000 }, (_, i) => 8000 * Math.sin(i / 3)));

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe('a call that changes on the way', () => {
  it('is held and taken back by re-INVITE: silence, no loss, and the same call', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    await using phone = await TestPhone.register(pbx.sipServer);
    const call = await phone.call('620', hum);
    const { frames } = await listener.call();
    await eventually(() => soundMs(frames) > 1000, 'it is heard');
    await call.hold('sendonly');
    call.silent = true;
    await sleep(3000);
    const heldAt = durationMs(frames);
    call.silent = false;
    await call.hold('sendrecv');
    const before = soundMs(frames);
    await eventually(() => soundMs(frames) > before + 1000, 'it is heard again');
    expect(listener.calls).toHaveLength(1);
    // The time on hold went on, as silence; what was under way when it began and ended may be lost.
    expect(heldAt).toBeGreaterThan(3000);
    expect(lostMs(frames)).toBeLessThan(400);
    expect(listener.faults).toEqual([]);
  });

  it('tells the keys that were pressed (RFC 4733), each once', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    await using phone = await TestPhone.register(pbx.sipServer);
    const call = await phone.call('620', hum);
    const { frames, keys } = await listener.call();
    await eventually(() => soundMs(frames) > 500, 'it is heard');
    call.press(4);
    await sleep(500);
    call.press(11);
    await eventually(() => keys.length >= 2, 'both keys are told');
    await sleep(500);
    expect(keys.map(({ digit, party }) => [digit, party])).toEqual([
      ['4', 'mixed'],
      ['#', 'mixed'],
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AsteriskCalls } from '../../../src/sources/asterisk/asterisk-calls.js';
import type { Pbx } from '../../../src/sources/asterisk/pbx.js';
import type { LiveCall } from '../../../src/sources/call-source.js';
import { listenToAll } from '../../../src/sources/listening-policy.js';
import { bridge, channel } from './channels.js';
import { FakePbx } from './fake-pbx.js';

/** A tap takes a dozen requests, on whatever else the machine does. */
const SOON = { timeout: 10_000 };

let fake: FakePbx;
beforeEach(async () => {
  fake = await FakePbx.start();
});
afterEach(() => fake[Symbol.dispose]());

const caller = channel('PJSIP/provider-1', { number: '555' });
const phone = channel('PJSIP/201-2', { called: true });
const UP = { channels: [caller, phone], bridges: [bridge('b', [caller, phone])] };

/** What one run of the service hears. */
function run() {
  const heard: LiveCall[] = [];
  const problems: string[] = [];
  const calls = new AsteriskCalls(
    { protection: fake.pbx.line.protect, mayListen: listenToAll },
    (call) => void heard.push(call),
    ({ message }) => void problems.push(message),
  );
  const pbx: Pbx = { ...fake.pbx, held: calls.held };
  return { calls, pbx, heard, problems };
}

describe('the calls of a PBX', () => {
  it('keep their ids when we connect anew, and are others to the next run of the service', async () => {
    const first = run();
    first.calls.adopt(first.pbx, UP);
    await expect.poll(() => first.heard.length, SOON).toBe(1);
    expect(first.calls.held).toEqual(fake.there);
    const there = [...fake.there].map((id) => ({ ...phone, id }));
    first.calls.adopt(first.pbx, { ...UP, channels: [...UP.channels, ...there] });
    await first.calls.endAll();
    expect(first.heard).toHaveLength(1);
    expect(first.calls.held.size).toBe(0);

    const next = run();
    next.calls.adopt(next.pbx, UP);
    await expect.poll(() => next.heard.length, SOON).toBe(1);
    await next.calls.endAll();
    const ids = [...first.heard, ...next.heard].map(({ callId }) => callId);
    for (const id of ids) expect(id).toContain(`asterisk-${phone.id}-`);
    expect(new Set(ids).size).toBe(2);
    expect([...first.problems, ...next.problems]).toEqual([]);
  });

  it('are heard with the one party whose tap can be put on, until the other can', async () => {
    fake.refused = /local/;
    const { calls, pbx, heard, problems } = run();
    calls.adopt(pbx, UP);
    await expect.poll(() => heard.length, SOON).toBe(1);
    expect(problems.length).toBeGreaterThan(0);
    fake.refused = undefined;
    await expect.poll(() => [...fake.there].filter((id) => id.includes('local')).length, SOON).toBe(3);
    await calls.endAll();
    expect(heard).toHaveLength(1);
  });

  it('lose a party of whom nothing ever comes, from the moment on that its tap is on', async () => {
    const { calls, pbx, heard } = run();
    calls.adopt(pbx, UP);
    await expect.poll(() => heard.length, SOON).toBe(1);
    const parties = new Set<string>();
    for await (const { party, lost, startMs } of heard[0]?.frames ?? []) {
      expect(lost).toBe(true);
      expect(startMs).toBeGreaterThan(0);
      if (parties.add(party).size === 2) break;
    }
    await calls.endAll();
  });

  it('lose a party whose tap came off and cannot be put on again, until it is on', async () => {
    const { calls, pbx, heard, problems } = run();
    calls.adopt(pbx, UP);
    await expect.poll(() => heard.length, SOON).toBe(1);
    let lost = 0;
    const reading = (async () => {
      for await (const frame of heard[0]?.frames ?? []) {
        if (frame.party === 'remote' && frame.lost) lost++;
      }
    })();
    const tapOf = [...fake.there].find((id) => id.includes('remote') && !id.endsWith('bridge')) ?? '';
    fake.there.delete(tapOf);
    fake.full = true;
    calls.apply(pbx, { type: 'ChannelDestroyed', channel: { ...phone, id: tapOf } });
    await expect.poll(() => lost, { timeout: 15_000 }).toBeGreaterThan(100);
    expect(problems.length).toBeGreaterThan(0);
    fake.full = false;
    await expect.poll(() => [...fake.there].filter((id) => id.includes('remote')).length, SOON).toBe(3);
    await calls.endAll();
    await reading;
  });

  it('are named without what controls a terminal', async () => {
    const { calls, pbx, heard } = run();
    const odd = { ...caller, caller: { name: '\u001b[2JBank ', number: '555\u0007' } };
    calls.adopt(pbx, { ...UP, channels: [odd, phone] });
    await expect.poll(() => heard.length, SOON).toBe(1);
    expect(heard[0]).toMatchObject({ remote: { name: '[2JBank', number: '555' }, local: {} });
    await calls.endAll();
  });
});

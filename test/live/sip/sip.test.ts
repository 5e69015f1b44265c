import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { listeningPolicy } from '../../../src/sources/listening-policy.js';
import { Asterisk } from '../helpers/asterisk.js';
import { compareSound, soundOf } from '../helpers/compare.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { TapProcess } from '../helpers/tap-process.js';
import { eventually } from '../helpers/tapped.js';
import { agentLine, Listener, lostMs } from './sip-server.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
  // ARI answers before PJSIP does.
  await pbx.console('core waitfullybooted');
});
afterAll(() => pbx[Symbol.asyncDispose]());

const originate = (number: string) =>
  pbx.console(`channel originate PJSIP/agent extension ${number}@default`);

const legs = async () =>
  (await pbx.console('core show channels concise')).match(/^PJSIP\/agent[^!]*/gm) ?? [];

/** Has the server call us, saying in headers which party of which call the leg carries. */
async function callWith(
  headers: Readonly<Record<string, string>>,
  { endpoint = 'agent', extension = '604' } = {},
): Promise<void> {
  const variables = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`PJSIP_HEADER(add,X-Callwarden-${name})`, value]),
  );
  const query = `endpoint=PJSIP/${endpoint}&context=default&extension=${extension}&priority=1`;
  const response = await fetch(`${pbx.ari}/channels?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('tap:tappass').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ variables }),
  });
  if (!response.ok) throw new Error(await response.text());
}

describe('the SIP endpoint', () => {
  it('registers with a digest, is called five times at once, and hears exactly what was said', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    const { remote, local } = await partiesOf('scam-bank-safe-account');
    const five = { durationMs: 10_000, caller: remote, callee: local, extension: '620', calls: 5 };
    await using _phones = await placeCall(pbx, five);
    const heard = await Promise.all([0, 1, 2, 3, 4].map((n) => listener.call(n)));
    await Promise.all(heard.map(({ over }) => over));
    for (const { call, frames } of heard) {
      expect(call).toMatchObject({ line: 'sip', remote: { number: 'caller', name: 'Caller' } });
      expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['mixed']));
      const { perSecond } = compareSound(soundOf(frames, 'mixed'), decodeMuLaw(remote));
      expect(perSecond.length).toBeGreaterThanOrEqual(3);
      expect(Math.min(...perSecond)).toBeGreaterThanOrEqual(0.99);
      expect(lostMs(frames)).toBe(0);
    }
    expect(new Set(heard.map(({ call }) => call.callId)).size).toBe(5);
    expect(listener.faults).toEqual([]);
  });

  it('hears A-law where the server wants that', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    const { local } = await partiesOf('scam-bank-safe-account');
    await using _phones = await placeCall(pbx, { callee: local });
    await callWith({ Call: 'c-16', Party: 'local' }, { endpoint: 'agent-alaw', extension: '600' });
    const { frames } = await listener.call();
    const [channel = ''] = await legs();
    expect(await pbx.console(`core show channel ${channel}`)).toMatch(/NativeFormats: \(alaw\)/);
    await eventually(() => frames.length * 20 > 10_000, 'it has been heard for a while', 20_000);
    const { perSecond } = compareSound(soundOf(frames, 'local'), decodeMuLaw(local));
    expect(perSecond.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...perSecond)).toBeGreaterThanOrEqual(0.99);
    expect(listener.faults).toEqual([]);
    await pbx.hangUpAll();
  });

  it('hears two legs as the two parties of one call', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    const same = { Call: 'c-17', Direction: 'inbound', Remote: '+15550100' };
    await callWith({ ...same, Party: 'remote' });
    await callWith({ ...same, Party: 'local' });
    const { call, frames, over } = await listener.call();
    await eventually(() => new Set(frames.map(({ party }) => party)).size === 2, 'both are heard');
    await pbx.console('channel request hangup all');
    await over;
    expect(call).toMatchObject({ direction: 'inbound', remote: { number: '+15550100' } });
    expect(listener.calls).toHaveLength(1);
  });

  it('takes the party of a leg for lost that is hung up while the other one goes on', async () => {
    await using listener = await new Listener(agentLine(pbx)).up();
    await callWith({ Call: 'c-20', Party: 'remote' });
    await listener.call();
    const [remote = ''] = await legs();
    await callWith({ Call: 'c-20', Party: 'local' });
    const { frames, over } = await listener.call();
    await eventually(() => new Set(frames.map(({ party }) => party)).size === 2, 'both are heard');
    const lost = (of: string) => lostMs(frames.filter(({ party }) => party === of));
    await pbx.console(`channel request hangup ${remote}`);
    await eventually(() => lost('remote') > 2000, 'the other side is lost');
    expect(lost('local')).toBeLessThan(lost('remote') / 2);
    await pbx.console('channel request hangup all');
    await over;
    expect(listener.calls).toHaveLength(1);
    expect(listener.faults).toEqual([]);
  });

  it('declines a call that may not be listened to, and answers the next one', async () => {
    const mayListen = listeningPolicy({ neverListenTo: ['+1 555 01*'], onlyListenTo: [] });
    await using listener = await new Listener(agentLine(pbx), mayListen).up();
    await callWith({ Call: 'c-18', Party: 'remote', Remote: '+15550100' });
    await eventually(() => listener.faults.length > 0, 'it is told');
    await callWith({ Call: 'c-19', Party: 'remote', Remote: '+15559900' });
    const { call } = await listener.call();
    expect(call.remote.number).toBe('+15559900');
    expect(listener.faults).toEqual(['CW_CALL_PRIVATE']);
    expect(listener.calls).toHaveLength(1);
    await pbx.console('channel request hangup all');
  });

  it('refuses one call too many', async () => {
    await using listener = await new Listener(agentLine(pbx, { maxCalls: 1 })).up();
    await originate('604');
    await listener.call();
    await originate('604');
    await eventually(() => listener.faults.length > 0, 'it is told');
    expect(listener.faults).toEqual(['CW_LINE_BUSY']);
    expect(listener.calls).toHaveLength(1);
  });

  it('hangs up its own leg when it is closed, and leaves the server', async () => {
    const listener = await new Listener(agentLine(pbx)).up();
    await originate('604');
    await listener.call();
    await eventually(async () => (await legs()).length === 1, 'there is one leg');
    await listener[Symbol.asyncDispose]();
    await eventually(async () => (await legs()).length === 0, 'the leg is gone');
    expect(await pbx.console('pjsip show contacts')).not.toMatch(/agent\/sip/);
    expect(listener.source.health()).toEqual({ state: 'closed', calls: 0 });
  });

  it.each(['answers', 'hangs'])('ends with its process in a call, though the server %s', async (server) => {
    await using listener = new TapProcess(agentLine(pbx, { timeoutMs: 2000 }));
    const registered = async () => /agent\/sip/.test(await pbx.console('pjsip show contacts'));
    await eventually(registered, 'the account is registered');
    await originate('604');
    await eventually(() => listener.said.includes('heard mixed'), 'it is heard');
    if (server === 'hangs') pbx.signal('SIGSTOP');
    try {
      listener.child.kill('SIGTERM');
      await eventually(() => listener.child.exitCode !== null, 'the process is over');
      expect(listener.child.exitCode).toBe(0);
    } finally {
      pbx.signal('SIGCONT');
    }
    if (server === 'answers') expect(await registered()).toBe(false);
    await pbx.hangUpAll();
  });

  it('says that its password is wrong', async () => {
    await using listener = new Listener(agentLine(pbx, { password: 'wrong' }));
    await eventually(() => listener.faults.length > 0, 'it is told');
    expect(listener.faults).toEqual(['CW_SIP_LOGIN']);
    expect(listener.source.health()).toMatchObject({ state: 'reconnecting', calls: 0 });
  });

  it('registers again after the server was killed in a call, and hears the next one', async () => {
    await using listener = await new Listener(agentLine(pbx, { silentSeconds: 3 })).up();
    await originate('604');
    const cut = await listener.call();
    await pbx.restart();
    await eventually(() => listener.faults.includes('CW_SIP_UNREACHABLE'), 'the loss is told');
    await listener.up(30_000);
    // Nobody says goodbye for a killed server: its call ends by its silence.
    await cut.over;
    expect(listener.faults).toContain('CW_SIP_SILENT');
    // A server that is still starting may call a connection of before: the next call comes through.
    for (let i = 0; i < 5 && listener.calls.length < 2; i++) {
      await originate('604');
      await listener.call(1).catch(() => {});
    }
    expect(listener.calls).toHaveLength(2);
    await pbx.console('channel request hangup all');
  });

  it('notices a server that hangs, and is back when it is', async () => {
    await using listener = await new Listener(agentLine(pbx, { timeoutMs: 2000 })).up();
    pbx.signal('SIGSTOP');
    try {
      await eventually(() => listener.faults.length > 0, 'the loss is told', 45_000);
      expect(listener.source.health().state).toBe('reconnecting');
    } finally {
      pbx.signal('SIGCONT');
    }
    await listener.up(30_000);
  });

  it('ends a call that brings no audio', async () => {
    await using listener = await new Listener(agentLine(pbx, { silentSeconds: 2 })).up();
    await pbx.console('channel originate PJSIP/agent application Wait 60');
    const { over } = await listener.call();
    await over;
    expect(listener.faults).toEqual(['CW_SIP_SILENT']);
    await eventually(async () => (await legs()).length === 0, 'the leg is gone');
  });
});

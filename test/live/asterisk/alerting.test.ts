import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertDispatcher } from '../../../src/alerts/sinks/alert-dispatcher.js';
import { openSinks } from '../../../src/alerts/sinks/open-sinks.js';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { CallRegistry } from '../../../src/calls/call-registry.js';
import { type Engines, loadEngines } from '../../../src/calls/engines.js';
import type { CallEvent } from '../../../src/calls/events.js';
import { defaultConfig, parseConfig } from '../../../src/config/load.js';
import { configuredAddresses } from '../../../src/network/configured-addresses.js';
import { EgressGuard } from '../../../src/network/egress-guard.js';
import { AsteriskSource } from '../../../src/sources/asterisk/asterisk-source.js';
import { warningSound } from '../../../src/sources/asterisk/sounds.js';
import { listeningPolicy } from '../../../src/sources/listening-policy.js';
import { Asterisk } from '../helpers/asterisk.js';
import { findSound } from '../helpers/find-sound.js';
import type { PhoneEar } from '../helpers/phone-ear.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

let engines: Engines;
let pbx: Asterisk;
beforeAll(async () => {
  engines = await loadEngines(defaultConfig());
  pbx = await Asterisk.start();
});
afterAll(async () => {
  await engines.close();
  await pbx[Symbol.asyncDispose]();
});

const RATE_HZ = 8000;
/** mu-law silence: what is heard then is what was played. */
const silence = (seconds: number) => new Uint8Array(RATE_HZ * seconds).fill(0xff);

/** In a recording of this fixture the alarm is raised after 15.4 s: what comes much after that is not said. */
const SCAM = 'scam-prize-processing-fee';
const SAID_S = 19;

async function shortened(): Promise<{ remote: Uint8Array; local: Uint8Array }> {
  const { remote, local } = await partiesOf(SCAM);
  const cut = (party: Uint8Array) => Buffer.concat([party.subarray(0, SAID_S * RATE_HZ), silence(25)]);
  return { remote: cut(remote), local: cut(local) };
}

describe('an alert during a call', () => {
  it('plays the warning to the protected party within a second, whatever other sinks do, and to nobody else', async () => {
    const warning = await warningSound();
    const line = pbx.line({ actions: { warn: true, variable: 'CALLWARDEN_LEVEL' } });
    // A hook that takes its time, and a web hook where nobody is.
    const sinks = [
      { kind: 'command', program: 'sleep', arguments: ['60'] },
      { kind: 'webhook', url: 'http://127.0.0.1:9/' },
    ];
    const config = parseConfig(JSON.stringify({ lines: [line], alerts: { sinks } }), 'test');
    using guard = EgressGuard.install(configuredAddresses(config));
    const failures: string[] = [];
    await using dispatcher = new AlertDispatcher(await openSinks(config), {
      onFailure: ({ code }, sink) => void failures.push(`${sink} ${code}`),
    });
    const events: CallEvent[] = [];
    let alertedAtMs = 0;
    await using registry = new CallRegistry(engines, config, {
      onEvent: (event, call) => {
        events.push(event);
        if (event.type !== 'alert') return;
        if (event.level === 'scam') alertedAtMs = performance.now();
        dispatcher.raise(event, call);
      },
      onFailure: (error) => {
        throw error;
      },
    });
    const source = new AsteriskSource(line);
    registry.attach(source);
    await eventually(() => source.health().state === 'up', 'the line is up');
    const { remote, local } = await shortened();
    await using phones = await placeCall(pbx, { durationMs: 54_000, caller: remote, callee: local });
    await eventually(() => alertedAtMs > 0, 'the alarm is raised', 60_000);
    await phones.ended;

    const heardSince = (ear: PhoneEar) => ear.heard(alertedAtMs);
    const find = (ear: PhoneEar) =>
      findSound(heardSince(ear).subarray(0, 3 * RATE_HZ), warning.subarray(0, RATE_HZ));
    expect(heardSince(phones.calleeEar).length).toBeGreaterThan(5 * RATE_HZ);
    const protectedParty = find(phones.calleeEar);
    process.stderr.write(
      `warning heard ${Math.round(protectedParty.afterMs)} ms after the alert, correlation ${protectedParty.correlation.toFixed(3)}; other party ${find(phones.callerEar).correlation.toFixed(3)}\n`,
    );
    // The scammer may still be speaking under its first syllables.
    expect(protectedParty.correlation).toBeGreaterThan(0.8);
    expect(protectedParty.afterMs).toBeLessThan(1000);
    expect(find(phones.callerEar).correlation).toBeLessThan(0.3);
    // The other sinks were asked at the same time.
    expect(dispatcher.stats().find(({ name }) => name === 'line')).toMatchObject({ failed: 0 });
    expect(guard.stats().refused).toBe(0);
    await dispatcher.close(0);
    expect(failures).toContain('webhook CW_ALERT_UNDELIVERED');
  });
});

describe('whose calls are listened to', () => {
  it('a number on the list is not even tapped', async () => {
    const mayListen = listeningPolicy({ neverListenTo: ['600'], onlyListenTo: [] });
    await using tapped = await new Tapped(pbx.line(), mayListen).up();
    await using phones = await placeCall(pbx, {
      durationMs: 2500,
      caller: silence(3),
      callee: silence(3),
    });
    await eventually(() => tapped.source.health().leftAlone === 1, 'the call was seen');
    const taps: string[] = [];
    const watch = setInterval(() => void pbx.leftovers().then((ids) => taps.push(...ids)), 100);
    await phones.ended;
    clearInterval(watch);
    expect(taps).toEqual([]);
    expect(tapped.calls).toEqual([]);
  });

  it('is left for good when somebody on the list comes into the call', async () => {
    const { remote, local } = await partiesOf('legit-family-chat-sunday');
    const { remote: other } = await partiesOf('scam-bank-safe-account');
    const mayListen = listeningPolicy({ neverListenTo: ['601'], onlyListenTo: [] });
    const line = pbx.line({ protect: { channels: ['PJSIP/callee-*'] } });
    await using tapped = await new Tapped(line, mayListen).up();
    await using phones = await placeCall(pbx, {
      durationMs: 0,
      caller: remote,
      callee: local,
      third: other.subarray(0, 6 * RATE_HZ),
      scenarios: { caller: 'caller-transfers', callee: 'callee-hangs-up' },
    });
    const { frames, over } = await tapped.call();
    await over;
    expect(tapped.source.health().leftAlone).toBe(1);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
    const heard = frames.length;
    // The call itself goes on without us.
    await phones.ended;
    expect(tapped.calls).toHaveLength(1);
    expect(frames.length).toBe(heard);
    // The transfer begins 4 s after the call; the third party then speaks for 6 s.
    expect(Math.max(...frames.map(({ startMs }) => startMs))).toBeLessThan(8000);
  });

  it('both parties hear the announcement once, when the call begins to be heard', async () => {
    // A second of a rising tone: nothing else on the line is like it.
    const tone = Int16Array.from({ length: 16_000 }, (_, i) => {
      return Math.round(8000 * Math.sin((2 * Math.PI * (400 + i / 40) * i) / 16_000));
    });
    const file = join(tmpdir(), `announcement-${process.pid}.wav`);
    await writeFile(file, encodeWav([tone], 16_000));
    await using tapped = await new Tapped(pbx.line({ actions: { announce: file } })).up();
    await using phones = await placeCall(pbx, {
      durationMs: 4000,
      caller: silence(5),
      callee: silence(5),
    });
    await tapped.call();
    await phones.ended;
    const narrow = Int16Array.from({ length: RATE_HZ }, (_, i) => tone[2 * i] ?? 0);
    for (const ear of [phones.callerEar, phones.calleeEar]) {
      expect(findSound(ear.heard(), narrow).correlation).toBeGreaterThan(0.9);
    }
  });

  it('a line whose announcement is not there is refused', () => {
    const line = pbx.line({ actions: { announce: '/nowhere/consent.wav' } });
    expect(() => new AsteriskSource(line)).toThrow('/nowhere/consent.wav cannot be read');
  });
});

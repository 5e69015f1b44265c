import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { CallRegistry } from '../../src/calls/call-registry.js';
import { type Engines, loadEngines } from '../../src/calls/engines.js';
import type { CallEvent } from '../../src/calls/events.js';
import { defaultConfig, parseConfig } from '../../src/config/load.js';
import type { LiveCall } from '../../src/sources/call-source.js';
import { openRecording } from '../../src/sources/recording/recording.js';
import { fixture } from '../helpers/shipped.js';

let engines: Engines;
beforeAll(async () => {
  engines = await loadEngines(defaultConfig());
});
afterAll(() => engines.close());

/** A sample call as a line would give it; `taken` counts its frames, `left` says that the tap was taken off. */
async function lineCall(name: string, remote: LiveCall['remote']) {
  const recording = await openRecording({ file: fixture(name) });
  const seen = { taken: 0, left: false };
  async function* frames(): AsyncGenerator<Frame> {
    try {
      for await (const frame of recording.frames()) {
        seen.taken++;
        yield frame;
        // The road's queue drops what comes faster than it hears.
        await new Promise((resolve) => setTimeout(resolve, seen.taken % 50 === 0 ? 40 : 0));
      }
    } finally {
      seen.left = true;
      await recording.close();
    }
  }
  const call: LiveCall = {
    callId: `line-${name}`,
    line: 'line',
    startedAt: new Date(),
    direction: 'inbound',
    remote,
    local: { number: '201' },
    frames: frames(),
    actions: {},
  };
  return { call, seen };
}

function registryOf(privacy: object) {
  const events: CallEvent[] = [];
  const failures: string[] = [];
  const config = parseConfig(JSON.stringify({ privacy }), 'test');
  const registry = new CallRegistry(engines, config, {
    onEvent: (event) => void events.push(event),
    onFailure: ({ code, message }, where) => void failures.push(`${where} ${code} ${message}`),
  });
  return { registry, events, failures };
}

describe('CallRegistry', { timeout: 180_000 }, () => {
  it('leaves a call alone whose number is never to be listened to, and takes the tap off', async () => {
    const { registry, events, failures } = registryOf({ neverListenTo: ['0049 30*'] });
    const { call, seen } = await lineCall('legit-clinic-appointment', { number: '+49 30 1234' });
    await registry.hear(call);
    expect(events).toEqual([]);
    expect(failures).toEqual(['line CW_CALL_PRIVATE A call was left alone, as `privacy` says.']);
    expect(seen).toEqual({ taken: 1, left: true });
    expect(registry.live()).toEqual([]);
    await registry.close();
  });

  it('hears a call without numbers although only some are listened to: a person asked for it', async () => {
    const { registry, failures, events } = registryOf({ onlyListenTo: ['300'] });
    const { call } = await lineCall('legit-clinic-appointment', {});
    const heard = registry.hear({ ...call, local: {} });
    await expect.poll(() => events.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await registry.close();
    await heard;
    expect(failures).toEqual([]);
  });

  it('lowers a call that a person has said is no scam, and says when there is none', async () => {
    const { registry, events } = registryOf({});
    expect(await registry.dismiss('line-nowhere')).toBe(false);
    const { call } = await lineCall('scam-bank-safe-account', { number: '555' });
    const heard = registry.hear(call);
    await expect.poll(() => events.some(({ type }) => type === 'turn'), { timeout: 60_000 }).toBe(true);
    expect(await registry.dismiss(call.callId)).toBe(true);
    await heard;
    expect(events.some(({ type }) => type === 'alert')).toBe(false);
    expect(events.some((event) => event.type === 'notice' && event.code === 'CW_CALL_DISMISSED')).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'call-ended', level: 'clear' });
    expect(await registry.dismiss(call.callId)).toBe(false);
    await registry.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallRegistry } from '../../../src/calls/call-registry.js';
import { type Engines, loadEngines } from '../../../src/calls/engines.js';
import type { CallEvent } from '../../../src/calls/events.js';
import { defaultConfig } from '../../../src/config/load.js';
import { AsteriskSource } from '../../../src/sources/asterisk/asterisk-source.js';
import { Asterisk } from '../helpers/asterisk.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';
import { expectToldApart } from '../helpers/told-apart.js';

let engines: Engines;
beforeAll(async () => {
  engines = await loadEngines(defaultConfig());
});
afterAll(() => engines.close());

const MEDIA = ['rtp', 'websocket', 'audiosocket'] as const;

/** Everything that is told of one call that a fixture's two parties hold, tapped in each way at once: by way. */
async function eventsOf(
  id: string,
  ways: readonly (typeof MEDIA)[number][],
): Promise<ReadonlyMap<string, readonly CallEvent[]>> {
  const { remote, local } = await partiesOf(id);
  const events = new Map<string, CallEvent[]>(ways.map((way) => [way, []]));
  await using pbx = await Asterisk.start();
  await using registry = new CallRegistry(engines, defaultConfig(), {
    onEvent: (event, { line }) => events.get(line)?.push(event),
    onFailure: (error) => {
      throw error;
    },
  });
  // Each an application of its own, as several Callwardens on one PBX would be.
  const sources = ways.map((media) => new AsteriskSource(pbx.line({ name: media, app: media, media })));
  for (const source of sources) registry.attach(source);
  await eventually(() => sources.every((source) => source.health().state === 'up'), 'the lines are up');
  await using phones = await placeCall(pbx, {
    durationMs: (remote.length / 8000) * 1000,
    caller: remote,
    callee: local,
  });
  await phones.ended;
  const ended = () => [...events.values()].every((all) => all.some(({ type }) => type === 'call-ended'));
  await eventually(ended, 'the call has been summed up', 60_000);
  return events;
}

describe('calls heard over a PBX', () => {
  it('a scam raises the alarm while it goes on, however it is tapped, and the words are laid to who said them', async () => {
    const id = 'scam-tech-support-remote-access';
    for (const [way, events] of await eventsOf(id, MEDIA)) {
      const ended = events.find((event) => event.type === 'call-ended');
      const alarm = events.find((event) => event.type === 'alert' && event.level === 'scam');
      expect(alarm, way).toMatchObject({ level: 'scam' });
      expect(alarm?.atMs, way).toBeLessThan(ended?.audioMs ?? 0);
      expectToldApart(events, id);
    }
  }, 240_000);

  it('a call that only sounds like one does not reach the level of a scam', async () => {
    const id = 'legit-delivery-door-code';
    const events = (await eventsOf(id, ['rtp'])).get('rtp') ?? [];
    const ended = events.find((event) => event.type === 'call-ended');
    expect(ended?.words).toBeGreaterThan(20);
    expect(ended?.highest).not.toBe('scam');
    expectToldApart(events, id);
  }, 240_000);
});

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

let engines: Engines;
beforeAll(async () => {
  engines = await loadEngines(defaultConfig());
});
afterAll(() => engines.close());

/** Everything that is told of one call that a fixture's two parties hold over the PBX. */
async function eventsOf(id: string): Promise<CallEvent[]> {
  const { remote, local } = await partiesOf(id);
  const events: CallEvent[] = [];
  await using pbx = await Asterisk.start();
  await using registry = new CallRegistry(engines, defaultConfig(), {
    onEvent: (event) => events.push(event),
    onFailure: (error) => {
      throw error;
    },
  });
  const source = new AsteriskSource(pbx.line());
  registry.attach(source);
  await eventually(() => source.health().state === 'up', 'the line is up');
  await using phones = await placeCall(pbx, {
    durationMs: (remote.length / 8000) * 1000,
    caller: remote,
    callee: local,
  });
  await phones.ended;
  await eventually(() => events.some(({ type }) => type === 'call-ended'), 'the call has been summed up');
  return events;
}

// At the same time, each over a PBX of its own: a call lasts as long as it lasts.
describe.concurrent('calls heard over a PBX', () => {
  it('a scam raises the alarm while it goes on, and the words are laid to who said them', async () => {
    const events = await eventsOf('scam-parcel-customs-fee');
    const ended = events.find((event) => event.type === 'call-ended');
    const alarm = events.find((event) => event.type === 'alert' && event.level === 'scam');
    expect(alarm).toMatchObject({ level: 'scam' });
    expect(alarm?.atMs).toBeLessThan(ended?.audioMs ?? 0);
    const said = (party: string) =>
      events
        .flatMap((event) => (event.type === 'turn' && event.party === party ? [event.text] : []))
        .join(' ');
    expect(said('remote')).toMatch(/parcel|custom/);
    expect(said('local')).not.toMatch(/custom/);
  });

  it('a call that only sounds like one does not reach the level of a scam', async () => {
    const events = await eventsOf('legit-delivery-door-code');
    const ended = events.find((event) => event.type === 'call-ended');
    expect(ended?.words).toBeGreaterThan(20);
    expect(ended?.highest).not.toBe('scam');
  });
});

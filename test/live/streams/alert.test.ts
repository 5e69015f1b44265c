import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { CallRegistry } from '../../../src/calls/call-registry.js';
import { type Engines, loadEngines } from '../../../src/calls/engines.js';
import type { CallEvent } from '../../../src/calls/events.js';
import { defaultConfig } from '../../../src/config/load.js';
import { StreamSource } from '../../../src/sources/streams/stream-source.js';
import { freeswitchMetadata, l16, twilioCall } from '../../sources/streams/messages.js';
import { dial, lineOf } from '../../sources/streams/peer.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';
import { expectToldApart } from '../helpers/told-apart.js';

// A test client replays sessions at the pace of the call: Twilio's dialect carries a scam, FreeSWITCH's at the same time
// an ordinary call with words that scams use too.

let engines: Engines;
beforeAll(async () => {
  engines = await loadEngines(defaultConfig());
});
afterAll(() => engines.close());

/** Sends messages when they are due. @param perMs messages a millisecond */
async function replayLive(
  url: string,
  messages: readonly (string | Uint8Array)[],
  perMs: number,
): Promise<void> {
  const socket = await dial(url);
  const began = performance.now();
  for (let sent = 0; sent < messages.length && socket.readyState === socket.OPEN; ) {
    const due = Math.min(messages.length, 2 + Math.floor((performance.now() - began) * perMs));
    for (; sent < due; sent++) socket.send(messages[sent] ?? '');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  socket.close();
}

describe('calls over media streams', () => {
  it('the scam alerts with the parties told apart; the ordinary call beside it does not', async () => {
    const events: CallEvent[] = [];
    const failures: string[] = [];
    await using registry = new CallRegistry(engines, defaultConfig(), {
      onEvent: (event) => void events.push(event),
      onFailure: (error) => void failures.push(error.message),
    });
    const source = new StreamSource(lineOf({ port: 0 }), (error) => void failures.push(error.message));
    const { websocket } = await source.listen();
    registry.attach(source);

    const scam = await partiesOf('scam-bank-safe-account');
    const legitimate = await partiesOf('legit-help-desk-ticket');
    const twilio = [
      ...twilioCall(decodeMuLaw(scam.remote), decodeMuLaw(scam.local), {
        callSid: 'CAscam',
        customParameters: { direction: 'inbound' },
      }),
    ];
    const freeswitch = [
      freeswitchMetadata({ callId: 'legitimate' }),
      ...l16(8000, decodeMuLaw(legitimate.remote), decodeMuLaw(legitimate.local)),
    ];
    const base = `ws://127.0.0.1:${websocket}`;
    await Promise.all([
      replayLive(`${base}/twilio`, twilio, 0.1),
      replayLive(`${base}/freeswitch`, freeswitch, 0.05),
    ]);
    const of = (call: string) => events.filter(({ callId }) => callId.includes(call));
    const ended = (call: string) => of(call).some(({ type }) => type === 'call-ended');
    await eventually(
      () => ended('CAscam') && ended('legitimate'),
      'both calls are told to their end',
      60_000,
    );

    expect(failures).toEqual([]);
    const alert = of('CAscam').find((event) => event.type === 'alert' && event.level === 'scam');
    expect(alert).toBeDefined();
    expectToldApart(of('CAscam'), 'scam-bank-safe-account');
    expect(of('legitimate').filter((event) => event.type === 'alert' && event.level === 'scam')).toEqual([]);
    expectToldApart(of('legitimate'), 'legit-help-desk-ticket');
  }, 240_000);
});

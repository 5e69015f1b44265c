import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import { CallSession } from '../../../src/calls/call-session.js';
import { type Engines, loadEngines } from '../../../src/calls/engines.js';
import type { CallEvent } from '../../../src/calls/events.js';
import { defaultConfig } from '../../../src/config/load.js';
import { FIXTURES, readRecording } from '../../fixtures/labelled-calls.js';
import { Asterisk } from '../helpers/asterisk.js';
import { soundOf } from '../helpers/compare.js';
import { findSound } from '../helpers/find-sound.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

let pbx: Asterisk;
let engines: Engines;
beforeAll(async () => {
  pbx = await Asterisk.start();
  engines = await loadEngines(defaultConfig());
});
afterAll(async () => {
  await engines.close();
  await pbx[Symbol.asyncDispose]();
});

/** What the whole road makes of frames that came over the PBX. */
async function told(frames: readonly Frame[]): Promise<CallEvent[]> {
  const events: CallEvent[] = [];
  const input = {
    callId: 'music',
    frames: (async function* () {
      yield* frames;
    })(),
    startedAt: new Date(),
    source: 'test',
    pace: 'recorded',
  } as const;
  for await (const event of new CallSession(engines, defaultConfig(), input).events()) events.push(event);
  return events;
}

describe('music on hold makes no words', () => {
  it('in a queue that plays its music at the other end', async () => {
    const { samples } = await readRecording(new URL('noise/hold-music.wav', FIXTURES));
    const silence = new Uint8Array(8000).fill(0xff);
    const protect = { channels: ['PJSIP/callee-*'] };
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using _phones = await placeCall(pbx, { callee: silence });
    await pbx.console('channel originate PJSIP/callee extension 608@default');
    const { frames, over } = await tapped.call();
    await eventually(() => (frames.at(-1)?.startMs ?? 0) > 20_000, 'it has played for a while', 40_000);
    await pbx.hangUpAll();
    await over;
    const heard = soundOf(frames, 'remote');
    expect(rmsDbfs(heard)).toBeGreaterThan(-45);
    const music = samples[0]?.subarray(0, 8000 * 15) ?? new Int16Array(0);
    expect(findSound(heard, music).correlation).toBeGreaterThan(0.9);
    const events = await told(frames);
    expect(events.filter(({ type }) => type === 'turn')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'call-ended', words: 0 });
  });

  it('when the other side puts the protected party on hold, and only then', async () => {
    const { remote, local } = await partiesOf('legit-family-chat-sunday');
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await placeCall(pbx, {
      caller: remote,
      callee: local,
      scenarios: { caller: 'caller-holds' },
    });
    const { frames, over } = await tapped.call();
    await phones.ended;
    await over;
    const turns = (await told(frames)).flatMap((event) =>
      event.type === 'turn' && event.party === 'remote' ? [event] : [],
    );
    expect(turns.length).toBeGreaterThan(0);
    // On hold from 2.5 to 7.5 s after the answer; a chunk may reach a little over the edge.
    expect(turns.filter(({ startMs }) => startMs > 3500 && startMs < 6500)).toEqual([]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asterisk } from '../helpers/asterisk.js';
import { type PlacedCall, placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { TapProcess } from '../helpers/tap-process.js';
import { eventually } from '../helpers/tapped.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function longCall(durationMs: number): Promise<PlacedCall> {
  const { remote, local } = await partiesOf('legit-family-chat-sunday');
  return placeCall(pbx, { durationMs, caller: remote, callee: local });
}

function expectWhole(phones: PlacedCall, durationMs: number): void {
  for (const ear of [phones.callerEar, phones.calleeEar]) {
    expect(ear.lost).toBe(0);
    expect(ear.packets.length).toBeGreaterThan((durationMs / 20) * 0.97);
  }
}

describe.each(['rtp', 'websocket', 'audiosocket'] as const)('tapping by %s', (media) => {
  it('killed mid-call, the phones lose nothing; started again, it hears the call and leaves nothing', async () => {
    const durationMs = 16_000;
    await using first = await new TapProcess(pbx.line({ media })).up();
    await using phones = await longCall(durationMs);
    await first.hears();
    await first.end('SIGKILL');
    await using second = new TapProcess(pbx.line({ media }));
    await second.hears();
    // The same channels, as calls of their own.
    const channel = (id: string) => id.replace(/-\d+$/, '');
    expect(second.calls.map(channel)).toEqual(first.calls.map(channel));
    expect(second.calls).not.toEqual(first.calls);
    await phones.ended;
    expectWhole(phones, durationMs);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
    await second.end('SIGTERM');
    expect(second.said).toContain('over');
  });

  it('frozen mid-call, the phones lose nothing; thawed, it hears again and leaves nothing', async () => {
    const durationMs = 14_000;
    await using tap = await new TapProcess(pbx.line({ media })).up();
    await using phones = await longCall(durationMs);
    await tap.hears();
    tap.child.kill('SIGSTOP');
    await sleep(4000);
    tap.child.kill('SIGCONT');
    await tap.hears();
    await phones.ended;
    expectWhole(phones, durationMs);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('ended mid-call as it should be, it takes everything with it and the call goes on', async () => {
    const durationMs = 9000;
    await using tap = await new TapProcess(pbx.line({ media })).up();
    await using phones = await longCall(durationMs);
    await tap.hears();
    await tap.end('SIGTERM');
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
    await phones.ended;
    expectWhole(phones, durationMs);
  });
});

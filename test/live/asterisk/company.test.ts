import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { Asterisk } from '../helpers/asterisk.js';
import { soundOf } from '../helpers/compare.js';
import { findSound } from '../helpers/find-sound.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped, type TappedCall } from '../helpers/tapped.js';
import { TestPhone } from '../helpers/test-phone.js';

// A third person comes into a call: by an attended transfer, in a conference, or by being added to it.

let pbx: Asterisk;
let first: Uint8Array;
let callee: Uint8Array;
let third: Uint8Array;
beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
  const family = await partiesOf('legit-family-chat-sunday');
  first = family.remote.subarray(0, 8000 * 5);
  callee = family.local;
  third = (await partiesOf('scam-bank-safe-account')).remote.subarray(0, 8000 * 5);
});
afterAll(() => pbx[Symbol.asyncDispose]());

const protect = { channels: ['PJSIP/callee-*'] };

/** How well a voice is found in what the protected party heard since a moment of the call. */
function heard({ frames }: TappedCall, voice: Uint8Array, sinceMs = 0): number {
  const since = frames.filter(({ startMs }) => startMs >= sinceMs);
  return findSound(soundOf(since, 'remote'), decodeMuLaw(voice)).correlation;
}
const endMs = ({ frames }: TappedCall): number => frames.at(-1)?.startMs ?? 0;

describe('a third person', () => {
  it('by attended transfer: the call stays one, with the voice of whoever it was transferred to', async () => {
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using phones = await placeCall(pbx, { callee, third });
    await using phone = await TestPhone.register(pbx.sipServer);
    const talk = await phone.call('600', first);
    const call = await tapped.call();
    await eventually(() => endMs(call) > 6000, 'the first voice has been heard');
    await talk.hold('sendonly');
    talk.silent = true;
    const consultation = await phone.call('601', first);
    await sleep(1000);
    await talk.transferTo(consultation);
    await eventually(() => consultation.over, 'who transferred is out of it');
    const transferredMs = endMs(call);
    await eventually(() => endMs(call) > transferredMs + 7000, 'the call goes on');
    await pbx.hangUpAll();
    await phones.ended;
    await call.over;
    expect(tapped.calls).toHaveLength(1);
    expect(heard(call, first)).toBeGreaterThan(0.9);
    expect(heard(call, third, transferredMs)).toBeGreaterThan(0.9);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('in a conference room: one call from the second member on, whoever comes and goes', async () => {
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using phones = await placeCall(pbx, { callee, third });
    await pbx.console('channel originate PJSIP/callee extension 604@default');
    await sleep(500);
    expect(tapped.calls).toEqual([]);
    await using phone = await TestPhone.register(pbx.sipServer);
    const talk = await phone.call('604', first);
    const call = await tapped.call();
    await eventually(() => endMs(call) > 8000, 'the first voice has been heard');
    await talk.hangUp();
    const leftMs = endMs(call);
    await pbx.console('channel originate PJSIP/third extension 604@default');
    await eventually(() => endMs(call) > leftMs + 9000, 'the next voice has been heard');
    await pbx.hangUpAll();
    await phones.ended;
    await call.over;
    expect(tapped.calls).toHaveLength(1);
    expect(heard(call, first)).toBeGreaterThan(0.9);
    expect(heard(call, third, leftMs)).toBeGreaterThan(0.9);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('added to a call of two: still one call, in which both are heard', async () => {
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using phones = await placeCall(pbx, { callee, third });
    await using phone = await TestPhone.register(pbx.sipServer);
    const talk = await phone.call('600', first);
    const call = await tapped.call();
    await eventually(() => endMs(call) > 7000, 'the first voice has been heard');
    // Silent from here on, so that the new voice is alone.
    talk.silent = true;
    const [channel = ''] =
      (await pbx.console('core show channels concise')).match(/^PJSIP\/callee[^!]*/m) ?? [];
    await pbx.console(`channel originate PJSIP/third application BridgeAdd ${channel}`);
    const addedMs = endMs(call);
    await eventually(() => endMs(call) > addedMs + 8000, 'the call goes on');
    await pbx.hangUpAll();
    await phones.ended;
    await call.over;
    expect(tapped.calls).toHaveLength(1);
    expect(heard(call, first)).toBeGreaterThan(0.9);
    expect(heard(call, third, addedMs)).toBeGreaterThan(0.9);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });
});

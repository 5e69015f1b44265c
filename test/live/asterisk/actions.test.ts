import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentBeep, warningSound } from '../../../src/sources/asterisk/sounds.js';
import { Asterisk } from '../helpers/asterisk.js';
import { findSound } from '../helpers/find-sound.js';
import type { PhoneEar } from '../helpers/phone-ear.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** mu-law silence: what is heard then is what was played. */
const SILENCE = new Uint8Array(8000).fill(0xff);

describe('acting on a call', () => {
  it.each(['rtp', 'websocket', 'audiosocket'] as const)(
    'by %s a warning reaches the protected party within a second, and nobody else',
    async (media) => {
      const warning = await warningSound();
      await using tapped = await new Tapped(pbx.line({ media, actions: { warn: true } })).up();
      await using phones = await placeCall(pbx, { durationMs: 11_000, caller: SILENCE, callee: SILENCE });
      const { call } = await tapped.call();
      await sleep(500);
      const askedMs = performance.now();
      await call.actions.warn?.();

      const find = (ear: PhoneEar) =>
        findSound(ear.heard(askedMs).subarray(0, 8000 * 3), warning.subarray(0, 8000));
      const protectedParty = find(phones.calleeEar);
      expect(protectedParty.correlation).toBeGreaterThan(0.95);
      expect(protectedParty.afterMs).toBeLessThan(1000);
      expect(find(phones.callerEar).correlation).toBeLessThan(0.3);
      await phones.ended;
      await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
    },
  );

  it('lets both parties hear the beep', async () => {
    await using tapped = await new Tapped(pbx.line({ actions: { beepEverySeconds: 2 } })).up();
    await using phones = await placeCall(pbx, { durationMs: 5000, caller: SILENCE, callee: SILENCE });
    await tapped.call();
    await phones.ended;
    for (const ear of [phones.callerEar, phones.calleeEar]) {
      expect(findSound(ear.heard(), consentBeep()).correlation).toBeGreaterThan(0.9);
    }
  });

  it('ends the call, and sets the variable that is configured', async () => {
    const protect = { channels: ['PJSIP/caller-*'] };
    const line = pbx.line({ protect, actions: { hangUp: true, variable: 'CALLWARDEN_LEVEL' } });
    await using tapped = await new Tapped(line).up();
    const { remote, local } = await partiesOf('scam-parcel-customs-fee');
    await using phones = await placeCall(pbx, {
      durationMs: 60_000,
      caller: remote,
      callee: local,
      scenarios: { caller: 'caller-hung-up' },
    });
    const { call, over } = await tapped.call();
    // sipp takes a goodbye before it has set up for a fault.
    await phones.talking();
    await call.actions.setVariable?.('scam');
    await call.actions.hangUp?.();
    await over;
    await phones.ended;
    // The dialplan puts what it finds at the end of the call where ARI can see it.
    const seen = () => pbx.ask('/asterisk/variable?variable=LEVEL_SEEN');
    await eventually(async () => JSON.stringify(await seen()) === '{"value":"scam"}', 'the dialplan sees it');
  });

  it('lets the dialplan of a called phone see the variable', async () => {
    await using tapped = await new Tapped(pbx.line({ actions: { variable: 'CALLWARDEN_LEVEL' } })).up();
    const call = { durationMs: 3000, caller: SILENCE, callee: SILENCE, extension: '610' };
    await using phones = await placeCall(pbx, call);
    await (await tapped.call()).call.actions.setVariable?.('suspicious');
    await phones.ended;
    const seen = () => pbx.ask('/asterisk/variable?variable=LEVEL_SEEN_BY_CALLEE');
    await eventually(
      async () => JSON.stringify(await seen()) === '{"value":"suspicious"}',
      'the dialplan sees it',
    );
  });

  it('can do nothing that was not asked for', async () => {
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await placeCall(pbx, { durationMs: 4000, caller: SILENCE, callee: SILENCE });
    const { call } = await tapped.call();
    expect(call.actions).toEqual({});
    await phones.ended;
  });
});

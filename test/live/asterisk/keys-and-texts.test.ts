import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AsteriskLine } from '../../../src/config/asterisk-line.js';
import type { LiveCall } from '../../../src/sources/call-source.js';
import { Asterisk } from '../helpers/asterisk.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';
import { type PhoneCall, TestPhone } from '../helpers/test-phone.js';

let pbx: Asterisk;
let voices: { readonly remote: Uint8Array; readonly local: Uint8Array };
beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
  voices = await partiesOf('legit-family-chat-sunday');
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe('a call with a telephone that can do more than talk', () => {
  it.each([
    ['remote', 'callee'],
    ['local', 'phone'],
  ] as const)('keys are told as those of the %s party when %s is protected', async (party, channel) => {
    const protect = { channels: [`PJSIP/${channel}-*`] };
    await using tapped = await new Tapped(pbx.line({ protect })).up();
    await using _phones = await placeCall(pbx, { callee: voices.local });
    await using phone = await TestPhone.register(pbx.sipServer);
    const talk = await phone.call('600', voices.remote);
    const { keys } = await tapped.call();
    talk.press(7);
    await sleep(400);
    talk.press(11);
    await eventually(() => keys.length >= 2, 'both keys are told');
    await sleep(300);
    expect(keys.map(({ digit, party }) => [digit, party])).toEqual([
      ['7', party],
      ['#', party],
    ]);
    expect(keys[1]?.atMs).toBeGreaterThan(keys[0]?.atMs ?? Number.POSITIVE_INFINITY);
  });

  it('a text reaches the protected phone, where it is asked for', () =>
    duringCall({ text: true }, async ({ phone, call }) => {
      await call.actions.sendText?.('This call looks like a scam. Hang up.');
      await eventually(() => phone.texts.length > 0, 'the text is there');
      expect(phone.texts).toEqual(['This call looks like a scam. Hang up.']);
    }));

  it('a text goes inside the dialog of the call, where the manager interface may be used', () =>
    duringCall({ text: true, manager: { ...MANAGER } }, async ({ phone, call }) => {
      await call.actions.sendText?.('This looks like a scam.\nHang up.');
      await eventually(() => phone.textsOfCalls.length > 0, 'the text is there');
      expect(phone.textsOfCalls).toEqual(['This looks like a scam. Hang up.']);
      expect(phone.texts).toEqual([]);
    }));

  it('a manager that refuses us is told, and the call goes on', () =>
    duringCall({ text: true, manager: { ...MANAGER, password: 'wrong' } }, async ({ talk, call }) => {
      await expect(call.actions.sendText?.('Hang up.')).rejects.toMatchObject({ code: 'CW_PBX_LOGIN' });
      expect(talk.over).toBe(false);
    }));
});

/** As in manager.conf of the test's PBX. */
const MANAGER = { user: 'texter', password: 'textersecret' };

interface Texted {
  readonly phone: TestPhone;
  readonly talk: PhoneCall;
  readonly call: LiveCall;
}

/** A call of the test's phone, protected and tapped. */
async function duringCall(
  actions: Partial<AsteriskLine['actions']>,
  work: (during: Texted) => Promise<void>,
): Promise<void> {
  const protect = { channels: ['PJSIP/phone-*'] };
  await using tapped = await new Tapped(pbx.line({ protect, actions })).up();
  await using _phones = await placeCall(pbx, { callee: voices.local });
  await using phone = await TestPhone.register(pbx.sipServer);
  const talk = await phone.call('600', voices.remote);
  const { call } = await tapped.call();
  await work({ phone, talk, call });
}

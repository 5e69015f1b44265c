import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../../src/sources/asterisk/call-actions.js';
import { sweep } from '../../../src/sources/asterisk/sweep.js';
import { whisper } from '../../../src/sources/asterisk/whisper.js';
import { bytesOf, testFolder, tone, wav } from '../recording/make.js';
import { bridge, channel } from './channels.js';
import { FakePbx } from './fake-pbx.js';

const file = testFolder();
const sound = tone(400, 8000, 1500);
const ANNOUNCEMENT = file(
  'announcement.wav',
  wav({ formatTag: 1, bits: 16, channels: 1, rateHz: 8000, data: bytesOf(sound) }),
);
const phone = channel('PJSIP/201-2', { called: true });

let fake: FakePbx;
let over: AbortController;
beforeEach(async () => {
  fake = await FakePbx.start({ announce: ANNOUNCEMENT });
  over = new AbortController();
});
afterEach(() => fake[Symbol.dispose]());

const whispering = () => whisper(fake.pbx, { channelId: phone.id, to: 'out', sound, signal: over.signal });
const isOn = () =>
  expect.poll(() => fake.asked.some((what) => what.endsWith('addChannel')), { timeout: 10_000 }).toBe(true);

describe('a sound that is played into a call', () => {
  it('has been heard when all of it was sent, and leaves nothing behind', async () => {
    await whispering();
    expect(fake.there.size).toBe(0);
    expect(fake.pbx.held.size).toBe(0);
  });

  it('was not heard when the call ended under it', async () => {
    const played = whispering();
    await isOn();
    over.abort();
    await expect(played).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(fake.there.size).toBe(0);
  });

  it('was not heard when its tap was taken off under it', async () => {
    const played = whispering();
    await isOn();
    fake.cut();
    await expect(played).rejects.toMatchObject({ code: 'CW_PBX_CALL_GONE' });
    expect(fake.pbx.held.size).toBe(0);
  });

  it('begins anew, once, when that happens to an announcement while the call goes on', async () => {
    const announced = announce(fake.pbx, phone, over.signal);
    await isOn();
    fake.cut();
    await announced;
    expect(fake.taps).toBe(2);
  });

  it('does not when the call is over', async () => {
    const announced = announce(fake.pbx, phone, over.signal);
    await isOn();
    fake.cut();
    over.abort();
    await expect(announced).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(fake.taps).toBe(1);
  });

  it('is not swept away by a connection that is made meanwhile; what an earlier run left is', async () => {
    const left = fake.pbx.names.fresh('remote');
    for (const id of Object.values(left)) fake.there.add(id);
    const played = whispering();
    await isOn();
    expect(fake.unheld).toEqual([]);
    const channels = [...fake.there].map((id) => ({ ...phone, id }));
    const found = { channels: [phone, ...channels], bridges: [bridge(left.bridge, []), bridge('room', [])] };
    await sweep(fake.pbx, found, fake.pbx.held, over.signal);
    for (const id of Object.values(left)) expect(fake.there.has(id)).toBe(false);
    expect(fake.there.size).toBe(3);
    await played;
  });
});

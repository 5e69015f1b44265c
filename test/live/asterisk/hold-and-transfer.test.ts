import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { rmsDbfs } from '../../../src/audio/level.js';
import { FIXTURES, readRecording } from '../../fixtures/labelled-calls.js';
import { Asterisk } from '../helpers/asterisk.js';
import { soundOf } from '../helpers/compare.js';
import { findSound } from '../helpers/find-sound.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe('what becomes of a call', () => {
  it('put on hold it stays one call; the music is no speech, and then the caller is heard again', async () => {
    const { remote, local } = await partiesOf('legit-family-chat-sunday');
    const { samples } = await readRecording(new URL('noise/hold-music.wav', FIXTURES));
    await using tapped = await new Tapped(pbx.line()).up();
    await using phones = await placeCall(pbx, {
      caller: remote,
      callee: local,
      scenarios: { caller: 'caller-holds' },
    });
    const { frames, over } = await tapped.call();
    await phones.ended;
    await over;
    expect(tapped.calls).toHaveLength(1);
    const between = (fromMs: number, toMs: number) =>
      soundOf(
        frames.filter(({ startMs }) => startMs > fromMs && startMs < toMs),
        'remote',
      );
    // The phone hears the music; a snoop does not get what the PBX itself plays, so it can make no words.
    const music = samples[0]?.subarray(0, 80_000) ?? new Int16Array(0);
    const phone = phones.calleeEar.heard();
    expect(findSound(music, phone.subarray(28_000, 56_000)).correlation).toBeGreaterThan(0.9);
    expect(rmsDbfs(between(3500, 6000))).toBeLessThan(-60);
    expect(rmsDbfs(between(0, 2500))).toBeGreaterThan(-45);
    expect(rmsDbfs(between(9000, 11_000))).toBeGreaterThan(-45);
    const local16 = frames.filter(({ party, lost }) => party === 'local' && !lost);
    expect(local16.length * 20).toBeGreaterThan(8000);
  });

  it('transferred by the other side it stays one call, with the new voice', async () => {
    const { remote, local } = await partiesOf('legit-family-chat-sunday');
    const { remote: other } = await partiesOf('scam-bank-safe-account');
    await using tapped = await new Tapped(pbx.line({ protect: { channels: ['PJSIP/callee-*'] } })).up();
    const spoken = other.subarray(0, 8000 * 6);
    await using phones = await placeCall(pbx, {
      caller: remote,
      callee: local,
      third: spoken,
      scenarios: { caller: 'caller-transfers', callee: 'callee-hangs-up' },
    });
    const { frames, over } = await tapped.call();
    await phones.ended;
    await over;
    expect(tapped.calls).toHaveLength(1);
    const after = soundOf(
      frames.filter(({ startMs }) => startMs > 4000),
      'remote',
    );
    expect(findSound(after, decodeMuLaw(spoken).subarray(0, 40_000)).correlation).toBeGreaterThan(0.9);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import type { Party } from '../../../src/audio/party.js';
import { Asterisk } from '../helpers/asterisk.js';
import { type Comparison, compareSound, soundOf } from '../helpers/compare.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** What is worth knowing of a call that was not heard as it was spoken. */
function inWords({ perSecond, inserted }: Comparison, frames: readonly Frame[], party: Party): string {
  const own = frames.filter((frame) => frame.party === party);
  const lost = own.filter((frame) => frame.lost).map(({ startMs }) => Math.round(startMs));
  const seconds = perSecond.map((correlation) => correlation.toFixed(3)).join(' ');
  return `${party}: ${seconds}; ${inserted} packets put in; from ${own[0]?.startMs} ms on, ${own.length} frames; lost at ${lost}`;
}

describe.each(['rtp', 'websocket', 'audiosocket'] as const)('a call tapped by %s', (media) => {
  it('is heard as it was spoken, each party apart, and costs the phones nothing', async () => {
    const { remote, local } = await partiesOf('scam-bank-safe-account');
    await using tapped = await new Tapped(pbx.line({ media })).up();
    await using phones = await placeCall(pbx, { durationMs: 15_000, caller: remote, callee: local });
    const { call, frames, over } = await tapped.call();
    await phones.ended;
    await over;

    expect(call).toMatchObject({ direction: 'inbound', remote: { number: 'caller', name: 'Caller' } });
    for (const [party, sent] of [
      ['remote', remote],
      ['local', local],
    ] as const) {
      const comparison = compareSound(soundOf(frames, party), decodeMuLaw(sent));
      const { perSecond, silentMs } = comparison;
      expect(silentMs).toBeLessThan(200);
      expect(perSecond.length).toBeGreaterThanOrEqual(3);
      expect(Math.min(...perSecond), inWords(comparison, frames, party)).toBeGreaterThanOrEqual(0.99);
    }
    expect(phones.callerEar.lost + phones.calleeEar.lost).toBe(0);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('is heard where the line asks for wideband', async () => {
    const { remote, local } = await partiesOf('scam-bank-safe-account');
    await using tapped = await new Tapped(pbx.line({ media, format: 'slin16' })).up();
    await using phones = await placeCall(pbx, { durationMs: 6000, caller: remote, callee: local });
    const { frames, over } = await tapped.call();
    await phones.ended;
    await over;
    const comparison = compareSound(soundOf(frames, 'remote'), decodeMuLaw(remote));
    const { perSecond, silentMs } = comparison;
    const told = inWords(comparison, frames, 'remote');
    expect(silentMs).toBeLessThan(200);
    expect(perSecond.length, told).toBeGreaterThanOrEqual(2);
    expect(Math.min(...perSecond), told).toBeGreaterThanOrEqual(0.99);
  });
});

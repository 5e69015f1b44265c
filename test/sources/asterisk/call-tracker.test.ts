import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.js';
import type { AriChannel } from '../../../src/sources/asterisk/ari-types.js';
import { type CallChange, CallTracker } from '../../../src/sources/asterisk/call-tracker.js';
import type { Protection } from '../../../src/sources/asterisk/protected-party.js';
import { bridge, channel } from './channels.js';

function tracker(protect: Partial<Protection> = {}): CallTracker {
  const [line] = parseConfig(JSON.stringify({ lines: [{ kind: 'asterisk', protect }] }), 'test').lines;
  if (line?.kind !== 'asterisk') throw new Error('no line');
  return new CallTracker(line.protect);
}

const caller = channel('PJSIP/provider-1', { number: '555' });
const phone = channel('PJSIP/201-2', { called: true });
const colleague = channel('PJSIP/202-3', { called: true });

const entered = (who: AriChannel, id: string, inside: readonly AriChannel[]) => ({
  type: 'ChannelEnteredBridge',
  channel: who,
  bridge: bridge(id, inside),
});
const left = (who: AriChannel, id: string, inside: readonly AriChannel[]) => ({
  type: 'ChannelLeftBridge',
  channel: who,
  bridge: bridge(id, inside),
});
const destroyed = (who: AriChannel) => ({ type: 'ChannelDestroyed', channel: who });
const pressed = (who: AriChannel, digit: string) => ({
  type: 'ChannelDtmfReceived',
  channel: who,
  digit,
  duration_ms: 120,
});
const told = (changes: readonly CallChange[]) =>
  changes.map((change) => {
    if (change.kind === 'began') return `${change.channel.name} with ${change.peer.name}`;
    if (change.kind === 'ended') return `ended ${change.channelId}`;
    if (change.kind === 'key') return `${change.party} ${change.digit} ${change.durationMs}`;
    return `${change.channel.name} now with ${change.others.map(({ name }) => name).join(', ')}`;
  });

describe('following calls', () => {
  it('a call begins when two are in a bridge and ends with the protected channel', () => {
    const calls = tracker();
    expect(calls.apply(entered(caller, 'b', [caller]))).toEqual([]);
    expect(told(calls.apply(entered(phone, 'b', [caller, phone])))).toEqual([
      `${phone.name} with ${caller.name}`,
    ]);
    expect(calls.apply(left(caller, 'b', [phone]))).toEqual([]);
    expect(calls.apply(destroyed(caller))).toEqual([]);
    expect(told(calls.apply(destroyed(phone)))).toEqual([`ended ${phone.id}`]);
    expect(calls.apply(destroyed(phone))).toEqual([]);
  });

  it('a transfer to somebody else is the same call', () => {
    const calls = tracker({ channels: ['PJSIP/201-*'] });
    calls.apply(entered(caller, 'b', [caller]));
    calls.apply(entered(phone, 'b', [caller, phone]));
    calls.apply(left(caller, 'b', [phone]));
    calls.apply(left(phone, 'b', []));
    expect(calls.apply(entered(colleague, 'c', [colleague]))).toEqual([]);
    expect(told(calls.apply(entered(phone, 'c', [colleague, phone])))).toEqual([
      `${phone.name} now with ${colleague.name}`,
    ]);
    expect(told(calls.apply(destroyed(phone)))).toEqual([`ended ${phone.id}`]);
  });

  it('who is left when a third one goes is told', () => {
    const calls = tracker({ channels: ['PJSIP/201-*'] });
    calls.apply(entered(caller, 'b', [caller]));
    calls.apply(entered(phone, 'b', [caller, phone]));
    expect(told(calls.apply(entered(colleague, 'b', [caller, phone, colleague])))).toEqual([
      `${phone.name} now with ${caller.name}, ${colleague.name}`,
    ]);
    expect(told(calls.apply(left(caller, 'b', [phone, colleague])))).toEqual([
      `${phone.name} now with ${colleague.name}`,
    ]);
    expect(calls.apply(left(colleague, 'b', [phone]))).toEqual([]);
  });

  it('a key belongs to the call that whoever pressed it is in, and to nobody before and after', () => {
    const calls = tracker();
    expect(calls.apply(pressed(caller, '1'))).toEqual([]);
    calls.apply(entered(caller, 'b', [caller]));
    expect(calls.apply(pressed(caller, '2'))).toEqual([]);
    calls.apply(entered(phone, 'b', [caller, phone]));
    expect(told(calls.apply(pressed(caller, '3')))).toEqual(['remote 3 120']);
    expect(told(calls.apply(pressed(phone, '#')))).toEqual(['local # 120']);
    expect(calls.apply(pressed(phone, 'x'))).toEqual([]);
    expect(calls.apply(pressed(colleague, '4'))).toEqual([]);
    calls.apply(left(caller, 'b', [phone]));
    expect(calls.apply(pressed(caller, '5'))).toEqual([]);
    calls.apply(destroyed(phone));
    expect(calls.apply(pressed(phone, '6'))).toEqual([]);
  });

  it('being put away (a holding bridge) and what is ours are no calls', () => {
    const calls = tracker();
    calls.apply({ ...entered(caller, 'p', [caller]), bridge: bridge('p', [caller], 'holding') });
    expect(
      calls.apply({
        ...entered(phone, 'p', [caller, phone]),
        bridge: bridge('p', [caller, phone], 'holding'),
      }),
    ).toEqual([]);
    const ours = { ...channel('Snoop/x-1'), id: 'callwarden.app.1.remote.snoop' };
    expect(calls.apply(entered(ours, 'b', [caller, ours]))).toEqual([]);
    const media = channel('UnicastRTP/127.0.0.1:4000-1');
    expect(calls.apply(entered(media, 'b', [caller, media]))).toEqual([]);
  });

  it('a look at the PBX begins what is up, ends what is gone, and repeats nothing', () => {
    const calls = tracker();
    const up = [bridge('b', [caller, phone])];
    expect(told(calls.snapshot([caller, phone], up))).toEqual([`${phone.name} with ${caller.name}`]);
    expect(calls.snapshot([caller, phone], up)).toEqual([]);
    expect(calls.apply(entered(phone, 'b', [caller, phone]))).toEqual([]);
    expect(told(calls.snapshot([], []))).toEqual([`ended ${phone.id}`]);
  });

  it('whatever comes in whatever order, each call begins and ends in turn, and none outlives its channel', () => {
    const people = [caller, phone, colleague, channel('PJSIP/203-4'), channel('Local/9@x-5;1')];
    const events = fc.array(
      fc.record({
        who: fc.constantFrom(...people),
        kind: fc.constantFrom('enter', 'leave', 'destroy', 'look'),
        room: fc.constantFrom('a', 'b'),
        inside: fc.subarray(people),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(events, (script) => {
        const calls = tracker();
        const live = new Set<string>();
        const check = (changes: readonly CallChange[]) => {
          for (const change of changes) {
            if (change.kind === 'key') throw new Error('no key was pressed');
            else if (change.kind === 'ended') expect(live.delete(change.channelId)).toBe(true);
            else if (change.kind === 'joined') expect(live.has(change.channel.id)).toBe(true);
            else {
              expect(live.has(change.channel.id)).toBe(false);
              live.add(change.channel.id);
            }
          }
        };
        for (const { who, kind, room, inside } of script) {
          if (kind === 'enter') check(calls.apply(entered(who, room, inside)));
          if (kind === 'leave') check(calls.apply(left(who, room, inside)));
          if (kind === 'destroy') check(calls.apply(destroyed(who)));
          if (kind === 'look') check(calls.snapshot(inside, [bridge(room, inside)]));
        }
        check(calls.snapshot([], []));
        expect(live.size).toBe(0);
      }),
    );
  });
});

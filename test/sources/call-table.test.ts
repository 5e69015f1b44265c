import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { CallTable } from '../../src/sources/call-table.js';
import { listeningPolicy } from '../../src/sources/listening-policy.js';

const about = { direction: 'unknown', remote: {}, local: {} } as const;
const nothing = () => {};

afterEach(() => void vi.useRealTimers());

describe('CallTable', () => {
  it('joins connections of one name to one call, which ends with the last', async () => {
    const table = new CallTable('line', 5);
    const first = table.join('7', ['remote'], about, nothing);
    const second = table.join('7', ['local'], about, nothing);
    expect([first.fresh, second.fresh, table.size]).toEqual([true, false, 1]);
    expect(second.call).toBe(first.call);
    first.leave();
    first.leave();
    expect(table.size).toBe(1);
    second.leave();
    expect(table.size).toBe(0);
    for await (const _ of first.call.frames) throw new Error('There is nothing to hear.');
  });

  it('gives every call an id of its own, also under the same name', () => {
    const table = new CallTable('line', 5);
    const first = table.join('7', ['mixed'], about, nothing);
    first.leave();
    const second = table.join('7', ['mixed'], about, nothing);
    expect(second.call.callId).not.toBe(first.call.callId);
  });

  it('refuses a party twice, and a call too many', () => {
    const table = new CallTable('line', 1);
    table.join('7', ['remote'], about, nothing);
    expect(() => table.join('7', ['local', 'remote'], about, nothing)).toThrow(
      expect.objectContaining({ code: 'CW_LINE_PARTY_TAKEN' }),
    );
    expect(() => table.join('8', ['remote'], about, nothing)).toThrow(
      expect.objectContaining({ code: 'CW_LINE_BUSY' }),
    );
    expect(table.size).toBe(1);
  });

  it('takes no call that may not be listened to, and ends one that turns out to be such', async () => {
    const mayListen = listeningPolicy({ neverListenTo: ['+49 30*'], onlyListenTo: ['201'] });
    const table = new CallTable('line', 5, mayListen);
    const between = (remote: string, local?: string) => ({
      ...about,
      remote: { number: remote },
      local: local === undefined ? {} : { number: local },
    });
    const left = expect.objectContaining({ code: 'CW_CALL_PRIVATE' });
    expect(() => table.join('1', ['remote'], between('004930123', '201'), nothing)).toThrow(left);
    expect(() => table.join('2', ['remote'], about, nothing)).toThrow(left);
    table.join('3', ['remote'], between('555', '201'), nothing);
    table.join('3', ['local'], about, nothing);
    const onLeft = vi.fn();
    const { call } = table.join('4', ['remote'], between('555', '201'), onLeft);
    expect(() => table.join('4', ['local'], between('+4930123'), nothing)).toThrow(left);
    expect(table.size).toBe(1);
    for await (const _ of call.frames) throw new Error('It is over.');
    expect(onLeft).toHaveBeenCalledOnce();
    // What one connection told of its call holds for the others, whichever comes first.
    expect(() => table.join('4', ['remote'], between('555', '201'), nothing)).toThrow(left);
    expect(() => table.join('1', ['local'], between('201'), nothing)).toThrow(left);
    table.clear();
  });

  it('hears a call of whose connections one tells the number that is to be heard, and the other another', () => {
    const table = new CallTable('line', 5, listeningPolicy({ neverListenTo: [], onlyListenTo: ['201'] }));
    const of = (remote: string) => ({ ...about, remote: { number: remote } });
    expect(() => table.join('1', ['local'], of('pbx'), nothing)).toThrow();
    table.join('1', ['remote'], of('201'), nothing);
    table.join('1', ['local'], of('pbx'), nothing);
    expect(table.size).toBe(1);
  });

  it('tells every connection of a call that nobody hears it any more', async () => {
    const table = new CallTable('line', 1);
    const left: string[] = [];
    const { call } = table.join('7', ['remote'], about, () => void left.push('remote'));
    table.join('7', ['local'], about, () => void left.push('local'));
    call.push([{ party: 'remote', startMs: 0, samples: new Int16Array(320), lost: false }]);
    for await (const _ of call.frames) break;
    expect(left).toEqual(['remote', 'local']);
  });

  it('takes a party for lost whose connection is over while another goes on, until one carries it again', async () => {
    vi.useFakeTimers();
    const table = new CallTable('line', 1);
    const remote = table.join('7', ['remote'], about, nothing);
    const local = table.join('7', ['local'], about, nothing);
    await vi.advanceTimersByTimeAsync(1000);
    local.leave();
    await vi.advanceTimersByTimeAsync(8000);
    const again = table.join('7', ['local'], about, nothing);
    await vi.advanceTimersByTimeAsync(4000);
    again.leave();
    // Both at the end of the call: that is no loss.
    await vi.advanceTimersByTimeAsync(1000);
    remote.leave();
    expect(vi.getTimerCount()).toBe(0);
    const frames: Frame[] = [];
    for await (const frame of remote.call.frames) frames.push(frame);
    expect(frames.every(({ party, lost }) => party === 'local' && lost)).toBe(true);
    expect(frames[0]?.startMs).toBe(1000);
    expect(frames.at(-1)?.startMs).toBeLessThan(9000);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(8000);
  });

  it('leaves nothing behind when all calls are ended while a party is missed', async () => {
    vi.useFakeTimers();
    const table = new CallTable('line', 1);
    const remote = table.join('7', ['remote'], about, nothing);
    table.join('7', ['local'], about, nothing).leave();
    expect(vi.getTimerCount()).toBe(1);
    table.clear();
    remote.leave();
    expect([vi.getTimerCount(), table.size]).toEqual([0, 0]);
  });
});

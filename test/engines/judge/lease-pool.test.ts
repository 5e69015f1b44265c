import { describe, expect, it } from 'vitest';
import { LeasePool } from '../../../src/engines/judge/lease-pool.js';

const never = new AbortController().signal;
const poolOf = (...items: string[]) => new LeasePool(items, async () => {});
const which = (pool: LeasePool<string>, owner: string) => pool.use(owner, never, async (item) => item);

/** Work that holds its item until it is told to end. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => ended };
}

describe('LeasePool', () => {
  it('gives an owner the item it had', async () => {
    const pool = poolOf('a', 'b');
    const first = await which(pool, 'call-1');
    await which(pool, 'call-2');
    expect(await which(pool, 'call-1')).toBe(first);
  });

  it('takes the item that was idle longest when none is free', async () => {
    const pool = poolOf('a', 'b');
    const first = await which(pool, 'call-1');
    const second = await which(pool, 'call-2');
    await which(pool, 'call-1');
    expect(await which(pool, 'call-3')).toBe(second);
    expect(await which(pool, 'call-1')).toBe(first);
  });

  it('gives away a forgotten item first', async () => {
    const pool = poolOf('a', 'b');
    await which(pool, 'call-1');
    const second = await which(pool, 'call-2');
    pool.forget('call-2');
    expect(await which(pool, 'call-3')).toBe(second);
  });

  it('cleans what a forgotten owner left, at once or when its work is done', async () => {
    const cleaned: string[] = [];
    const pool = new LeasePool(['a'], async (item) => {
      cleaned.push(item);
    });
    await which(pool, 'call-1');
    expect(cleaned).toEqual([]);
    pool.forget('call-1');
    pool.forget('call-1');
    expect(await which(pool, 'call-2')).toBe('a');
    expect(cleaned).toEqual(['a']);

    const hold = held();
    const running = pool.use('call-2', never, hold.work);
    pool.forget('call-2');
    expect(cleaned).toEqual(['a']);
    hold.end();
    await running;
    expect(cleaned).toEqual(['a', 'a']);
  });

  it('never gives one item to two at a time, and serves those who wait in order', async () => {
    const pool = poolOf('a');
    const hold = held();
    const order: string[] = [];
    const running = pool.use('call-1', never, hold.work);
    const waiting = ['call-2', 'call-3'].map((owner) =>
      pool.use(owner, never, async () => {
        order.push(owner);
      }),
    );
    expect(order).toEqual([]);
    hold.end();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['call-2', 'call-3']);
  });

  it('does not let an owner overtake its own work', async () => {
    const pool = poolOf('a', 'b');
    const hold = held();
    const running = pool.use('call-1', never, hold.work);
    let done = false;
    const again = pool.use('call-1', never, async () => {
      done = true;
    });
    await which(pool, 'call-2');
    expect(done).toBe(false);
    hold.end();
    await Promise.all([running, again]);
    expect(done).toBe(true);
  });

  it('forgets a waiter that gives up', async () => {
    const pool = poolOf('a');
    const hold = held();
    const running = pool.use('call-1', never, hold.work);
    const patience = new AbortController();
    const waiting = pool.use('call-2', patience.signal, async () => 'ran');
    patience.abort();
    await expect(waiting).rejects.toThrow();
    hold.end();
    await running;
    expect(await which(pool, 'call-3')).toBe('a');
  });

  it('frees the item when the work throws', async () => {
    const pool = poolOf('a');
    await expect(pool.use('call-1', never, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await which(pool, 'call-2')).toBe('a');
  });
});

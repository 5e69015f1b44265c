import { describe, expect, it } from 'vitest';
import { AsyncQueue } from '../../src/flow/async-queue.js';

async function all<T>(queue: AsyncQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

describe('AsyncQueue', () => {
  it('delivers in order and ends', async () => {
    const queue = new AsyncQueue<number>(10, 'wait');
    void queue.push(1);
    void queue.push(2);
    queue.end();
    expect(await all(queue)).toEqual([1, 2]);
  });

  it('holds the producer back when it is full', async () => {
    const queue = new AsyncQueue<number>(1, 'wait');
    await queue.push(1);
    let pushed = false;
    const second = queue.push(2).then(() => {
      pushed = true;
    });
    await Promise.resolve();
    expect(pushed).toBe(false);
    await queue.next();
    await second;
    expect(pushed).toBe(true);
  });

  it('drops the oldest and says so', async () => {
    const dropped: number[] = [];
    const queue = new AsyncQueue<number>(2, 'drop-oldest', (item) => dropped.push(item));
    for (const item of [1, 2, 3, 4]) await queue.push(item);
    queue.end();
    expect(await all(queue)).toEqual([3, 4]);
    expect(dropped).toEqual([1, 2]);
  });

  it('shows a failure after what is queued, whether or not somebody already waits', async () => {
    const queue = new AsyncQueue<number>(2, 'wait');
    void queue.push(1);
    queue.fail(new Error('broken'));
    expect(await queue.next()).toEqual({ value: 1, done: false });
    await expect(queue.next()).rejects.toThrow('broken');

    const waiting = new AsyncQueue<number>(2, 'wait');
    const next = waiting.next();
    waiting.fail(new Error('broken'));
    await expect(next).rejects.toThrow('broken');
  });

  it('lets a held-back producer go when the consumer leaves', async () => {
    const queue = new AsyncQueue<number>(1, 'wait');
    void queue.push(1);
    const held = queue.push(2);
    await queue.return();
    await held;
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });
});

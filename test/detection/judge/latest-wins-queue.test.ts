import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatestWinsQueue } from '../../../src/detection/judge/latest-wins-queue.js';

/** Work whose end the test decides: stands in for a judge that takes its time. */
function pending(log: string[] = [], name = '') {
  let finish: (value: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let stopped = false;
  const work = (signal: AbortSignal) => {
    log.push(name);
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  };
  return {
    work,
    finish: (value = name) => finish(value),
    fail: (error: Error) => fail(error),
    wasStopped: () => stopped,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('LatestWinsQueue', () => {
  // A fake clock: deadlines are reached without waiting for them.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const queueOf = (options: Partial<{ lanes: number; waiting: number; deadlineMs: number }> = {}) =>
    new LatestWinsQueue<string>({ lanes: 1, waiting: 4, deadlineMs: 5000, ...options });

  it('lets the newest request of a call take the place of the waiting one', async () => {
    const queue = queueOf();
    const [first, second, third] = [pending([], '1'), pending([], '2'), pending([], '3')];
    const answers = [first, second, third].map(({ work }) => queue.submit('call', work));
    const replaced = expect(answers[1]).rejects.toEqual(code('CW_JUDGE_REPLACED'));
    first.finish();
    await settled();
    third.finish();
    await replaced;
    expect(await answers[0]).toBe('1');
    expect(await answers[2]).toBe('3');
    expect(queue.stats()).toMatchObject({ asked: 3, answered: 2, replaced: 1, waiting: 0, running: 0 });
  });

  it('serves calls in turn, however often one of them asks', async () => {
    const queue = queueOf();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(name);
      await settled();
      return name;
    };
    const talkative = [queue.submit('a', work('a1')), queue.submit('a', work('a2'))];
    const quiet = queue.submit('b', work('b1'));
    const newer = queue.submit('a', work('a3'));
    await expect(talkative[1]).rejects.toEqual(code('CW_JUDGE_REPLACED'));
    await Promise.all([talkative[0], quiet, newer]);
    // a3 keeps the place of a2, which came before b1; nothing of a comes between again.
    expect(order).toEqual(['a1', 'a3', 'b1']);
  });

  it('never runs two requests of one call at a time', async () => {
    const queue = queueOf({ lanes: 4 });
    const log: string[] = [];
    const [a1, a2, b1] = [pending(log, 'a1'), pending(log, 'a2'), pending(log, 'b1')];
    const answers = [queue.submit('a', a1.work), queue.submit('a', a2.work), queue.submit('b', b1.work)];
    expect(log).toEqual(['a1', 'b1']);
    a1.finish();
    await settled();
    expect(log).toEqual(['a1', 'b1', 'a2']);
    a2.finish();
    b1.finish();
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'b1']);
  });

  it('turns newcomers away when too many calls wait', async () => {
    const queue = queueOf({ waiting: 1 });
    const running = pending([], 'a');
    const answers = [queue.submit('a', running.work), queue.submit('b', async () => 'b')];
    await expect(queue.submit('c', async () => 'c')).rejects.toEqual(code('CW_ENGINE_OVERLOAD'));
    running.finish();
    expect(await Promise.all(answers)).toEqual(['a', 'b']);
    expect(queue.stats()).toMatchObject({ refused: 1 });
  });

  it('drops an answer that comes after the deadline, and frees the lane', async () => {
    const queue = queueOf();
    const slow = pending([], 'slow');
    const late = expect(queue.submit('a', slow.work)).rejects.toEqual(code('CW_JUDGE_LATE'));
    await vi.advanceTimersByTimeAsync(5000);
    await late;
    expect(slow.wasStopped()).toBe(true);
    slow.finish();
    await settled();
    expect(queue.stats()).toMatchObject({ late: 1, answered: 0, running: 0 });
    expect(await queue.submit('a', async () => 'next')).toBe('next');
  });

  it('counts the wait into the deadline', async () => {
    const queue = queueOf();
    const slow = pending([], 'slow');
    const running = expect(queue.submit('a', slow.work)).rejects.toEqual(code('CW_JUDGE_LATE'));
    await vi.advanceTimersByTimeAsync(2000);
    const waiting = expect(queue.submit('b', async () => 'b')).rejects.toEqual(code('CW_JUDGE_LATE'));
    await vi.advanceTimersByTimeAsync(5000);
    await running;
    await waiting;
    expect(queue.stats()).toMatchObject({ late: 2, waiting: 0 });
    slow.finish();
  });

  it('tells a failure apart and keeps its cause', async () => {
    const queue = queueOf();
    const broken = pending();
    const answer = queue.submit('a', broken.work);
    broken.fail(new Error('the engine is gone'));
    await expect(answer).rejects.toMatchObject({
      code: 'CW_JUDGE_FAILED',
      message: expect.stringContaining('the engine is gone'),
    });
    expect(queue.stats()).toMatchObject({ failed: 1, running: 0 });
  });

  it('takes a request back when it is aborted, waiting or running', async () => {
    const queue = queueOf();
    const hangUp = new AbortController();
    const running = pending();
    const answers = [
      queue.submit('a', running.work, hangUp.signal),
      queue.submit('b', async () => 'b', hangUp.signal),
    ];
    const both = answers.map((answer) => expect(answer).rejects.toEqual(code('CW_ABORTED')));
    hangUp.abort();
    await Promise.all(both);
    expect(running.wasStopped()).toBe(true);
    await expect(queue.submit('c', async () => 'c', hangUp.signal)).rejects.toEqual(code('CW_ABORTED'));
    running.finish();
  });

  it('takes back all of a call that has ended, and nothing of others', async () => {
    const queue = queueOf({ lanes: 2 });
    const [running, other] = [pending(), pending([], 'other')];
    const answers = [queue.submit('a', running.work), queue.submit('a', async () => 'waiting')];
    const kept = queue.submit('b', other.work);
    const both = answers.map((answer) => expect(answer).rejects.toEqual(code('CW_ABORTED')));
    queue.drop('a');
    queue.drop('nobody');
    await Promise.all(both);
    expect(running.wasStopped()).toBe(true);
    other.finish();
    expect(await kept).toBe('other');
    running.finish();
  });
});

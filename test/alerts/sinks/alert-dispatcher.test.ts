import { describe, expect, it } from 'vitest';
import { AlertDispatcher } from '../../../src/alerts/sinks/alert-dispatcher.js';
import type { AlertSink, Delivery } from '../../../src/alerts/sinks/alert-sink.js';
import { CallwardenError, type ErrorCode } from '../../../src/errors.js';
import { alertOf, callOf } from './alerts.js';

/** A sink that does as it is told: a stand-in for sinks that are slow, fail or hang. */
class MoodySink implements AlertSink {
  readonly delivery: Delivery;
  readonly got: string[] = [];
  readonly aborted: string[] = [];
  closed = 0;

  constructor(
    readonly name: string,
    private readonly mood: (callId: string, signal: AbortSignal) => Promise<void> = async () => {},
    delivery: Partial<Delivery> = {},
    readonly minLevel: AlertSink['minLevel'] = 'suspicious',
  ) {
    this.delivery = {
      queue: 4,
      concurrency: 1,
      timeoutMs: 30_000,
      attempts: 1,
      freshMs: 60_000,
      ...delivery,
    };
  }

  async deliver(
    alert: { level: string },
    { callId }: { callId: string },
    signal: AbortSignal,
  ): Promise<void> {
    signal.addEventListener('abort', () => this.aborted.push(callId));
    await this.mood(callId, signal);
    this.got.push(`${callId} ${alert.level}`);
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

const forever = () => new Promise<void>(() => {});

function dispatcherOf(...sinks: AlertSink[]) {
  const failures: string[] = [];
  const dispatcher = new AlertDispatcher(sinks, {
    onFailure: ({ code }, sink, callId) => void failures.push(`${sink} ${callId} ${code}`),
  });
  return { dispatcher, failures };
}

function failing(code: ErrorCode, times = Number.POSITIVE_INFINITY): () => Promise<void> {
  let left = times;
  return async () => {
    if (left-- > 0) throw new CallwardenError(code, 'as asked');
  };
}

describe('AlertDispatcher', () => {
  it('brings every alert to every sink, and to each the levels it wants', async () => {
    const [all, grave] = [new MoodySink('all'), new MoodySink('grave', undefined, {}, 'scam')];
    const { dispatcher, failures } = dispatcherOf(all, grave);
    dispatcher.raise(alertOf('suspicious'), callOf('a'));
    dispatcher.raise(alertOf('scam'), callOf('a'));
    dispatcher.raise(alertOf('scam'), callOf('b'));
    await dispatcher.close();
    expect(all.got).toEqual(['a suspicious', 'a scam', 'b scam']);
    expect(grave.got).toEqual(['a scam', 'b scam']);
    expect(failures).toEqual([]);
    expect(dispatcher.stats().map(({ name, delivered }) => [name, delivered])).toEqual([
      ['all', 3],
      ['grave', 2],
    ]);
  });

  it('drops what a graver alert of the same call has overtaken', async () => {
    let tried = 0;
    const sink = new MoodySink(
      'flaky',
      async () => {
        if (tried++ === 0) throw new CallwardenError('CW_ALERT_UNDELIVERED', 'as asked');
      },
      { concurrency: 2, attempts: 5 },
    );
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf('suspicious'), callOf('a'));
    dispatcher.raise(alertOf('scam'), callOf('a'));
    await expect.poll(() => sink.got).toEqual(['a scam']);
    await dispatcher.close();
    expect(sink.got).toEqual(['a scam']);
    expect(failures).toEqual([]);
  });

  it('a sink that hangs holds up neither the others nor whoever raises the alert', async () => {
    const [stuck, quick] = [
      new MoodySink('stuck', forever),
      new MoodySink('quick', undefined, { queue: 10 }),
    ];
    const { dispatcher, failures } = dispatcherOf(stuck, quick);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) dispatcher.raise(alertOf(), callOf(id));
    await expect.poll(() => quick.got.length).toBe(7);
    // One is being delivered, four wait, the oldest of those that waited went.
    expect(failures).toEqual(['stuck b CW_ALERT_DROPPED', 'stuck c CW_ALERT_DROPPED']);
    await dispatcher.close(50);
    expect(stuck.aborted).toEqual(['a']);
    expect(dispatcher.stats()[0]).toMatchObject({ delivered: 0, failed: 7, dropped: 2 });
    expect([stuck.closed, quick.closed]).toEqual([1, 1]);
  });

  it('leaves a sink behind that does not heed its time limit', async () => {
    const sink = new MoodySink('deaf', forever, { timeoutMs: 20 });
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf(), callOf('a'));
    dispatcher.raise(alertOf(), callOf('b'));
    await expect.poll(() => failures).toEqual(['deaf a CW_ALERT_LATE', 'deaf b CW_ALERT_LATE']);
    expect(sink.aborted).toEqual(['a', 'b']);
    await dispatcher.close();
  });

  it('tries again what may pass, as often as the sink allows, and nothing else', async () => {
    const passing = new MoodySink('passing', failing('CW_ALERT_UNDELIVERED', 2), { attempts: 3 });
    const broken = new MoodySink('broken', failing('CW_ALERT_UNDELIVERED'), { attempts: 2 });
    const final = new MoodySink('final', failing('CW_ALERT_REFUSED'), { attempts: 3 });
    const { dispatcher, failures } = dispatcherOf(passing, broken, final);
    dispatcher.raise(alertOf(), callOf('a'));
    await expect.poll(() => [passing.got.length, failures.length], { timeout: 10_000 }).toEqual([1, 2]);
    expect(failures.sort()).toEqual(['broken a CW_ALERT_UNDELIVERED', 'final a CW_ALERT_REFUSED']);
    expect(dispatcher.stats()).toMatchObject([
      { delivered: 1, failed: 0, retried: 2, lastFailure: undefined },
      { delivered: 0, failed: 1, retried: 1, lastFailure: { code: 'CW_ALERT_UNDELIVERED' } },
      { delivered: 0, failed: 1, retried: 0, lastFailure: { code: 'CW_ALERT_REFUSED' } },
    ]);
    await dispatcher.close();
  });

  it('tells whoever answers too late three times at most: it may have the alert already', async () => {
    let tries = 0;
    const slow = async () => {
      tries++;
      throw new CallwardenError('CW_ALERT_LATE', 'as asked');
    };
    const { dispatcher, failures } = dispatcherOf(new MoodySink('slow', slow, { attempts: 15 }));
    dispatcher.raise(alertOf(), callOf());
    await expect.poll(() => failures, { timeout: 20_000 }).toHaveLength(1);
    expect(tries).toBe(3);
    await dispatcher.close();
  });

  it('counts an alert neither as delivered nor as failed when its call ended under it', async () => {
    const sink = new MoodySink('line', failing('CW_ABORTED'));
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf(), callOf('a'));
    await dispatcher.close();
    expect(failures).toEqual([]);
    expect(dispatcher.stats()).toMatchObject([{ delivered: 0, failed: 0 }]);
  });

  it('takes back what a person has said is no scam: what runs is stopped, what waits never starts', async () => {
    const sink = new MoodySink('line', (callId) => (callId === 'a' ? forever() : Promise.resolve()));
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf('suspicious'), callOf('a'));
    dispatcher.raise(alertOf('scam'), callOf('a'));
    dispatcher.raise(alertOf('scam'), callOf('b'));
    await new Promise(setImmediate);
    dispatcher.withdraw('a');
    dispatcher.withdraw('unknown');
    // It was on its way when the person spoke.
    dispatcher.raise(alertOf('scam'), callOf('a'));
    await expect.poll(() => sink.got).toEqual(['b scam']);
    expect(sink.aborted).toEqual(['a']);
    expect(failures).toEqual([]);
    await dispatcher.close();
  });

  it('takes back what waits to be tried again', async () => {
    const sink = new MoodySink('away', failing('CW_ALERT_UNDELIVERED'), { attempts: 15 });
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf(), callOf('a'));
    await expect.poll(() => dispatcher.stats()[0]?.retried).toBeGreaterThan(0);
    dispatcher.withdraw('a');
    await dispatcher.close();
    expect(failures).toEqual([]);
    expect(dispatcher.stats()).toMatchObject([{ delivered: 0, failed: 0 }]);
  });

  it('does not tell as news what has waited too long', async () => {
    const sink = new MoodySink('slow', (id) => (id === 'a' ? forever() : Promise.resolve()), {
      timeoutMs: 100,
      freshMs: 20,
    });
    const { dispatcher, failures } = dispatcherOf(sink);
    dispatcher.raise(alertOf(), callOf('a'));
    dispatcher.raise(alertOf(), callOf('b'));
    await expect.poll(() => failures).toEqual(['slow a CW_ALERT_LATE', 'slow b CW_ALERT_LATE']);
    expect(sink.got).toEqual([]);
    await dispatcher.close();
  });

  it('tries once more when it closes, and waits for no further try', async () => {
    let tried = 0;
    const away = async () => {
      tried++;
      throw new CallwardenError('CW_ALERT_UNDELIVERED', 'as asked');
    };
    const { dispatcher, failures } = dispatcherOf(new MoodySink('away', away, { attempts: 15 }));
    dispatcher.raise(alertOf(), callOf('a'));
    await expect.poll(() => dispatcher.stats()[0]?.retried).toBeGreaterThan(0);
    const before = tried;
    await dispatcher.close(600_000);
    expect(tried).toBe(before + 1);
    expect(failures).toEqual(['away a CW_ALERT_UNDELIVERED']);
  });

  it('says why an alert was not taken, also where the last try was cut off', async () => {
    let tried = 0;
    const away = async (_callId: string, signal: AbortSignal) => {
      if (++tried > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new CallwardenError(tried > 1 ? 'CW_ABORTED' : 'CW_ALERT_UNDELIVERED', 'as asked');
    };
    const { dispatcher, failures } = dispatcherOf(new MoodySink('away', away, { attempts: 15 }));
    dispatcher.raise(alertOf(), callOf('a'));
    await expect.poll(() => tried).toBe(2);
    await dispatcher.close(0);
    expect(failures).toEqual(['away a CW_ALERT_UNDELIVERED']);
  });

  it('lets sinks undo what the alerts of a call left behind, and says when that fails', async () => {
    const undone: string[] = [];
    const takesBack = Object.assign(new MoodySink('takes back'), {
      takeBack: async (callId: string) => void undone.push(callId),
    });
    const cannot = Object.assign(new MoodySink('cannot'), { takeBack: failing('CW_PBX_SILENT') });
    const { dispatcher, failures } = dispatcherOf(takesBack, cannot, new MoodySink('has nothing'));
    dispatcher.withdraw('a');
    await expect.poll(() => failures).toEqual(['cannot a CW_PBX_SILENT']);
    expect(undone).toEqual(['a']);
    await dispatcher.close();
  });

  it('closes once, and takes nothing after it', async () => {
    const sink = new MoodySink('sink');
    const { dispatcher } = dispatcherOf(sink);
    dispatcher.raise(alertOf(), callOf('a'));
    await Promise.all([dispatcher.close(), dispatcher.close()]);
    dispatcher.raise(alertOf(), callOf('b'));
    await new Promise(setImmediate);
    expect(sink.got).toEqual(['a scam']);
    expect(sink.closed).toBe(1);
  });
});

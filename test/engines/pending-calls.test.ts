import { describe, expect, it, vi } from 'vitest';
import { PendingCalls } from '../../src/engines/pending-calls.js';
import type { ToChild } from '../../src/engines/protocol.js';
import { CallwardenError } from '../../src/errors.js';

const STALL_MS = 30_000;

/** An engine that only notes what it is sent. */
function fakeEngine() {
  const sent: ToChild[] = [];
  return { sent, send: (message: ToChild) => void sent.push(message), kill: vi.fn() };
}

const ids = ({ sent }: { readonly sent: readonly ToChild[] }) =>
  sent.flatMap((message) => (message.kind === 'init' ? [] : [`${message.kind} ${message.id}`]));

describe('PendingCalls', () => {
  it('sends each call once, and gives each answer to the one who asked', async () => {
    const pending = new PendingCalls('moody', STALL_MS);
    const engine = fakeEngine();
    const first = pending.add('echo', 'a');
    pending.sendAll(engine);
    const second = pending.add('echo', 'b');
    pending.sendAll(engine);
    expect(engine.sent).toEqual([
      { kind: 'call', id: 1, method: 'echo', payload: 'a' },
      { kind: 'call', id: 2, method: 'echo', payload: 'b' },
    ]);
    pending.failed(2, new CallwardenError('CW_USAGE', 'not b'));
    pending.answered(1, 'A');
    expect(await first).toBe('A');
    await expect(second).rejects.toMatchObject({ code: 'CW_USAGE' });
  });

  it('gives what a dead engine had to the next one, in order, and gives up what saw two of them die', async () => {
    const pending = new PendingCalls('moody', STALL_MS);
    const engines = [fakeEngine(), fakeEngine(), fakeEngine()] as const;
    const deadly = pending.add('die', null);
    pending.sendAll(engines[0]);
    pending.engineLost('SIGSEGV');
    const later = pending.add('echo', 'b');
    pending.sendAll(engines[1]);
    pending.engineLost('SIGSEGV');
    await expect(deadly).rejects.toMatchObject({
      code: 'CW_ENGINE_LOST',
      message: 'The moody engine ended twice (SIGSEGV) on the same work.',
    });
    pending.sendAll(engines[2]);
    expect(engines.map(ids)).toEqual([['call 1'], ['call 1', 'call 2'], ['call 2']]);
    pending.answered(2, 'B');
    expect(await later).toBe('B');
  });

  it('forgets at once what is aborted before it is sent', async () => {
    const pending = new PendingCalls('moody', STALL_MS);
    const engine = fakeEngine();
    const stop = new AbortController();
    const call = pending.add('slow', null, stop.signal);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'CW_ABORTED' });
    pending.sendAll(engine);
    expect(engine.sent).toEqual([]);
  });

  it('tells the engine that has it what is aborted, and the next engine nothing of it', async () => {
    const pending = new PendingCalls('moody', STALL_MS);
    const engines = [fakeEngine(), fakeEngine()] as const;
    const stop = new AbortController();
    const call = pending.add('slow', null, stop.signal);
    pending.sendAll(engines[0]);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'CW_ABORTED' });
    pending.engineLost('SIGKILL');
    pending.sendAll(engines[1]);
    expect(engines.map(ids)).toEqual([['call 1', 'abort 1'], []]);
  });

  it('kills an engine that does not answer, whether or not somebody still waits; one that answered is left alone', async () => {
    vi.useFakeTimers();
    try {
      const pending = new PendingCalls('moody', STALL_MS);
      const engine = fakeEngine();
      const quick = pending.add('echo', null);
      pending.sendAll(engine);
      pending.answered(1, 'done');
      await quick;
      vi.advanceTimersByTime(STALL_MS);
      expect(engine.kill).not.toHaveBeenCalled();

      const stop = new AbortController();
      const hung = pending.add('hang', null, stop.signal);
      pending.sendAll(engine);
      stop.abort();
      await expect(hung).rejects.toMatchObject({ code: 'CW_ABORTED' });
      vi.advanceTimersByTime(STALL_MS - 1);
      expect(engine.kill).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(engine.kill).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it('rejects all, and lets go of their signals and timers', async () => {
    vi.useFakeTimers();
    try {
      const pending = new PendingCalls('moody', STALL_MS);
      const engine = fakeEngine();
      const stop = new AbortController();
      const unlisten = vi.spyOn(stop.signal, 'removeEventListener');
      const sent = pending.add('slow', null, stop.signal);
      pending.sendAll(engine);
      const waiting = pending.add('slow', null);
      pending.rejectAll(new CallwardenError('CW_ABORTED', 'The moody engine was closed.'));
      await expect(sent).rejects.toMatchObject({ message: 'The moody engine was closed.' });
      await expect(waiting).rejects.toMatchObject({ message: 'The moody engine was closed.' });
      expect(unlisten).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

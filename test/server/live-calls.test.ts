import { describe, expect, it } from 'vitest';
import { afterEvent, beginCall, type CallState } from '../../src/server/live/call-state.js';
import { LiveCalls } from '../../src/server/live/live-calls.js';
import { endpointView, maskNumber } from '../../src/server/live/masked-number.js';
import { lineCall, scamEvents } from './service.js';

const NOW = new Date('2026-03-01T12:00:09Z');

function stateAfter(
  events: ReturnType<typeof scamEvents>,
  state: CallState = beginCall(lineCall('c'), true),
): CallState {
  return events.reduce((before, event) => afterEvent(before, event, NOW), state);
}

describe('a call as the API shows it', () => {
  it('follows level, score, category and end', () => {
    const { view, turns, risk, signals, alerts } = stateAfter(scamEvents('c'));
    expect(view).toMatchObject({
      state: 'ended',
      level: 'scam',
      highest: 'scam',
      score: 0.97,
      category: 'bank',
      endedAt: NOW.toISOString(),
      canHangUp: false,
    });
    expect([turns.length, risk.length, signals.length, alerts.length]).toEqual([1, 2, 1, 2]);
    expect(turns[0]).not.toHaveProperty('callId');
  });

  it('keeps the highest level when the risk falls, and since when the level is what it is', () => {
    const [start, ...rest] = scamEvents('c').slice(0, -1);
    const fallen = {
      type: 'risk',
      callId: 'c',
      atMs: 5000,
      score: 0.1,
      level: 'clear',
      previous: 'scam',
    } as const;
    const { view } = stateAfter(start ? [start, ...rest, fallen] : []);
    expect(view).toMatchObject({ level: 'clear', highest: 'scam', levelSince: NOW.toISOString() });
  });

  it('replaces a turn that grows, wherever it stands', () => {
    const turn = (id: string, text: string) => {
      const [, first] = scamEvents('c');
      return { ...first, id, text } as ReturnType<typeof scamEvents>[number];
    };
    const { turns } = stateAfter([turn('a', 'one'), turn('b', 'two'), turn('a', 'one more')]);
    expect(turns.map(({ text }) => text)).toEqual(['one more', 'two']);
  });

  it('is the same object when an event changes nothing that lists show', () => {
    const before = stateAfter(scamEvents('c').slice(0, 2));
    const turn = scamEvents('c')[1];
    expect(turn && afterEvent(before, turn, NOW).view).toBe(before.view);
  });

  it('stays bounded however long the call is', () => {
    let state = beginCall(lineCall('c'), true);
    for (let i = 0; i < 5000; i++) {
      const score = (i % 100) / 100;
      state = afterEvent(
        state,
        { type: 'risk', callId: 'c', atMs: i, score, level: 'clear', previous: 'clear' },
        NOW,
      );
      state = afterEvent(state, { type: 'notice', callId: 'c', atMs: i, code: 'X', message: 'x' }, NOW);
    }
    expect(state.risk.length).toBe(2000);
    expect(state.risk.at(-1)?.atMs).toBe(4999);
    expect(state.notices.length).toBe(100);
  });

  it('masks numbers but for two digits, and shows them where the configuration says so', () => {
    expect(maskNumber('+44 20 7946-0958')).toBe('+•• •• ••••-••58');
    expect(maskNumber('201')).toBe('•01');
    expect(maskNumber('anonymous')).toBe('anonymous');
    const unnamed = { number: '+442079460958', name: '020 7946 0958' };
    expect(endpointView(unnamed, true).name).toBe('••• •••• ••58');
    expect(endpointView(unnamed, false).name).toBe('020 7946 0958');
    expect(endpointView({ number: null, name: 'Nadia 2' }, true).name).toBe('Nadia 2');
    expect(beginCall(lineCall('c'), true).view.remote.number).not.toContain('7946');
    expect(beginCall(lineCall('c'), false).view.remote.number).toBe('+44 20 7946 0958');
  });
});

describe('LiveCalls', () => {
  function calls() {
    const clock = { now: 0 };
    const forgotten: string[] = [];
    const live = new LiveCalls({
      redact: true,
      keepEndedMs: 60_000,
      onForgotten: (callId) => forgotten.push(callId),
      now: () => new Date(clock.now),
    });
    const hear = (callId: string, ends = true) => {
      const events = scamEvents(callId);
      for (const event of ends ? events : events.slice(0, -1)) live.apply(event, lineCall(callId));
    };
    return { live, clock, forgotten, hear };
  }

  it('keeps an ended call for a while, then forgets it and says so', () => {
    const { live, clock, forgotten, hear } = calls();
    hear('a');
    clock.now = 59_000;
    expect(live.detail('a')?.turns).toHaveLength(1);
    clock.now = 61_000;
    expect(live.detail('a')).toBeUndefined();
    expect(forgotten).toEqual(['a']);
  });

  it('never forgets a call that lasts, and keeps no more than 100 that ended', () => {
    const { live, clock, hear } = calls();
    hear('lasting', false);
    for (let i = 0; i < 150; i++) hear(`c${i}`);
    expect(live.detail('c49')).toBeUndefined();
    expect(live.detail('c50')).toBeDefined();
    clock.now = 1e9;
    live.forgetOld();
    expect(live.live().map(({ callId }) => callId)).toEqual(['lasting']);
    expect(live.forget('lasting')).toBe(false);
  });

  it('shows a live call that was dismissed as such whatever is said later, and an ended one as said last', () => {
    const { live, hear } = calls();
    hear('a', false);
    live.judge('a', 'not-scam');
    expect(live.judge('a', 'was-scam')).toMatchObject({ feedback: 'was-scam', dismissed: true });
    live.fail('a');
    expect(live.judge('a', 'was-scam')).toMatchObject({ state: 'ended', dismissed: false });
  });

  it('ends a call that failed', () => {
    const { live, hear } = calls();
    hear('a', false);
    expect(live.fail('a')?.state).toBe('ended');
    expect(live.fail('unknown')).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withEvents } from '../../src/dashboard/model/call-detail.js';
import { alert, detail, risk, signal, turn } from './events.js';

describe('withEvents', () => {
  it('lets a turn grow in its place', () => {
    const call = withEvents(detail(), [
      turn({ text: 'hello' }),
      turn({ id: 'local-1', party: 'local', startMs: 500, text: 'yes' }),
      turn({ atMs: 2000, text: 'hello there', final: true }),
    ]);
    expect(call.turns.map(({ text }) => text)).toEqual(['hello there', 'yes']);
  });

  it('puts turns in the order they were said, not heard', () => {
    const call = withEvents(detail(), [turn({ id: 'b', startMs: 5000 }), turn({ id: 'a', startMs: 100 })]);
    expect(call.turns.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('takes no words back for an event older than the snapshot', () => {
    const known = detail({ turns: [turn({ atMs: 3000, text: 'hello there my friend', final: true })] });
    expect(withEvents(known, [turn({ atMs: 2000, text: 'hello' })]).turns[0]?.text).toBe(
      'hello there my friend',
    );
    expect(withEvents(known, [turn({ atMs: 3000, text: 'hello', final: false })]).turns[0]?.final).toBe(true);
  });

  it('shows a turn whose number is masked only later as masked', () => {
    const said = turn({ atMs: 3000, text: 'it is four two', final: true });
    const call = withEvents(detail({ turns: [said] }), [{ ...said, atMs: 4000, text: 'it is [code]' }]);
    expect(call.turns[0]?.text).toBe('it is [code]');
  });

  it('keeps several readings of one moment, and each of them once', () => {
    const readings = [risk({ score: 0.2 }), risk({ score: 0.6 }), risk({ score: 0.2 })];
    expect(withEvents(detail(), readings).risk.map(({ score }) => score)).toEqual([0.2, 0.6]);
  });

  it('follows what is missed', () => {
    const missed = { type: 'degraded', callId: 'kitchen-1', atMs: 5, reason: 'overload' } as const;
    expect(withEvents(detail(), [{ ...missed, degraded: true }]).degraded).toBe(true);
    expect(withEvents(detail({ degraded: true }), [{ ...missed, degraded: false }]).degraded).toBe(false);
  });

  it('changes nothing for nothing', () => {
    const call = detail();
    expect(withEvents(call, [])).toBe(call);
  });

  // A stream that is resumed sends again what the snapshot already holds.
  it('gives the same call when events come a second time', () => {
    const event = fc.oneof(
      fc.record({ id: fc.constantFrom('a', 'b'), atMs: fc.nat(5), final: fc.boolean() }).map(turn),
      fc.record({ atMs: fc.nat(5), score: fc.constantFrom(0.1, 0.5, 0.9) }).map(risk),
      fc.record({ startMs: fc.nat(3), signal: fc.constantFrom('urgency', 'wire') }).map(signal),
      fc
        .record({ atMs: fc.nat(3), level: fc.constantFrom('suspicious' as const, 'scam' as const) })
        .map(alert),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const once = withEvents(detail(), events);
        expect(withEvents(once, events)).toEqual(once);
      }),
    );
  });
});

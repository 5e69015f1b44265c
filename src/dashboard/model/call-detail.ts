import type { CallEvent } from '../../calls/events.js';
import type { CallDetail, CallView } from '../../server/schemas/call.js';

type Turn = CallDetail['turns'][number];
type Risk = CallDetail['risk'][number];

/**
 * The call after some of its events. What is already known changes nothing, so a snapshot and a stream may overlap, and
 * an event older than the snapshot never takes words back. Lists and turns that did not change stay the same objects:
 * what shows them need not be drawn again, however long the call is.
 */
export function withEvents(call: CallDetail, events: readonly CallEvent[]): CallDetail {
  let next = call;
  const turns: Turn[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'turn':
        turns.push(event);
        break;
      case 'risk':
        next = { ...next, risk: withReading(next.risk, event) };
        break;
      case 'signal':
        next = { ...next, signals: withOne(next.signals, event, ['signal', 'party', 'startMs', 'quote']) };
        break;
      case 'alert':
        next = { ...next, alerts: withOne(next.alerts, event, ['level', 'atMs']) };
        break;
      case 'notice':
        next = { ...next, notices: withOne(next.notices, event, ['code', 'atMs']) };
        break;
      case 'degraded':
        next = { ...next, degraded: event.degraded };
        break;
    }
  }
  return turns.length === 0 ? next : { ...next, turns: withTurns(next.turns, turns) };
}

/** The call after its overview changed. */
export function withView(call: CallDetail, view: CallView): CallDetail {
  return { ...call, ...view };
}

function withTurns(known: readonly Turn[], changes: readonly Turn[]): Turn[] {
  const turns = new Map(known.map((turn) => [turn.id, turn]));
  for (const turn of changes) if (isNewer(turn, turns.get(turn.id))) turns.set(turn.id, turn);
  return [...turns.values()].sort((a, b) => a.startMs - b.startMs);
}

function isNewer(turn: Turn, known: Turn | undefined): boolean {
  if (known === undefined) return true;
  if (turn.atMs !== known.atMs) return turn.atMs > known.atMs;
  return turn.final || !known.final;
}

/** Several readings may fall on one moment; a reading that came before is the same in all of its parts. */
function withReading(risk: Risk[], reading: Risk): Risk[] {
  const place = risk.findLastIndex(({ atMs }) => atMs <= reading.atMs) + 1;
  for (let i = place - 1; risk[i]?.atMs === reading.atMs; i--) {
    if (risk[i]?.score === reading.score && risk[i]?.level === reading.level) return risk;
  }
  return risk.toSpliced(place, 0, reading);
}

function withOne<T extends object>(list: T[], item: T, same: readonly (keyof T)[]): T[] {
  return list.some((known) => same.every((key) => known[key] === item[key])) ? list : [...list, item];
}

import type { CallEvent } from '../../calls/events.js';
import type { CallDetail, CallView } from '../../server/schemas/call.js';

type Turn = CallDetail['turns'][number];
type Risk = CallDetail['risk'][number];

/**
 * The call after some of its events. What is already known changes nothing, so a snapshot and a stream may overlap, and
 * an event older than the snapshot never takes words back.
 */
export function withEvents(call: CallDetail, events: readonly CallEvent[]): CallDetail {
  if (events.length === 0) return call;
  const turns = new Map(call.turns.map((turn) => [turn.id, turn]));
  const next = {
    ...call,
    risk: [...call.risk],
    signals: [...call.signals],
    alerts: [...call.alerts],
    notices: [...call.notices],
  };
  for (const event of events) {
    switch (event.type) {
      case 'turn':
        if (isNewer(event, turns.get(event.id))) turns.set(event.id, event);
        break;
      case 'risk':
        addRisk(next.risk, event);
        break;
      case 'signal':
        addOnce(next.signals, event, ['signal', 'party', 'startMs', 'quote']);
        break;
      case 'alert':
        addOnce(next.alerts, event, ['level', 'atMs']);
        break;
      case 'notice':
        addOnce(next.notices, event, ['code', 'atMs']);
        break;
      case 'degraded':
        next.degraded = event.degraded;
        break;
    }
  }
  return { ...next, turns: [...turns.values()].sort((a, b) => a.startMs - b.startMs) };
}

/** The call after its overview changed. */
export function withView(call: CallDetail, view: CallView): CallDetail {
  return { ...call, ...view };
}

function isNewer(turn: Turn, known: Turn | undefined): boolean {
  return (
    known === undefined ||
    turn.atMs > known.atMs ||
    (turn.atMs === known.atMs && (turn.final || !known.final))
  );
}

/** Several readings may fall on one moment; a reading that came before is the same in all of its parts. */
function addRisk(risk: Risk[], reading: Risk): void {
  for (let i = risk.length - 1; i >= 0; i--) {
    const known = risk[i];
    if (known === undefined || known.atMs < reading.atMs) break;
    if (known.atMs === reading.atMs && known.score === reading.score && known.level === reading.level) return;
  }
  const last = risk.at(-1);
  risk.push(reading);
  if (last !== undefined && last.atMs > reading.atMs) risk.sort((a, b) => a.atMs - b.atMs);
}

function addOnce<T extends object>(list: T[], item: T, same: readonly (keyof T)[]): void {
  if (!list.some((known) => same.every((key) => known[key] === item[key]))) list.push(item);
}

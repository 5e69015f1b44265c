import type { CallView, Level } from '../../server/schemas/call.js';

const RANK: Readonly<Record<Level, number>> = { clear: 0, unknown: 1, suspicious: 2, scam: 3 };

export function isWorse(level: Level, than: Level): boolean {
  return RANK[level] > RANK[than];
}

/**
 * The most dangerous first; among equals the newest. Not by score within a level: it moves with every sentence, and
 * cards that keep changing places cannot be read.
 */
export function byDanger(a: CallView, b: CallView): number {
  return (
    RANK[b.level] - RANK[a.level] ||
    Date.parse(b.startedAt) - Date.parse(a.startedAt) ||
    a.callId.localeCompare(b.callId)
  );
}

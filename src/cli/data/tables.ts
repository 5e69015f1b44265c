import type { AuditEntry } from '../../store/audit/entry.js';
import type { StoredCall } from '../../store/records.js';
import { clockTime } from '../terminal/time.js';

/** Lines with their columns under each other. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function callsTable(calls: readonly StoredCall[]): string {
  const head = ['CALL', 'BEGAN', 'LENGTH', 'LINE', 'REMOTE', 'LEVEL', 'CATEGORY', 'FEEDBACK'];
  const rows = calls.map((call) => [
    call.callId,
    localTime(call.startedAt),
    call.endedAt === null ? 'live' : clockTime(call.audioMs),
    call.line,
    [call.remote.number, call.remote.name].filter((part) => part !== null).join(' ') || '-',
    call.highest,
    call.category ?? '-',
    call.feedback?.verdict ?? '-',
  ]);
  return table([head, ...rows]);
}

export function auditTable(entries: readonly AuditEntry[]): string {
  const head = ['NO', 'WHEN', 'WHO', 'WHAT', 'CALL', 'MORE'];
  const rows = entries.map(({ seq, at, role, session, user, action, callId, detail }) => [
    String(seq),
    localTime(at),
    [role, user, session].filter((part) => part !== null).join(' '),
    action,
    callId ?? '-',
    detail ?? '',
  ]);
  return table([head, ...rows]);
}

/** `2026-03-01 12:00:00`, local time. */
function localTime(iso: string): string {
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

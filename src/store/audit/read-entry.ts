import { number, text, textOrNull, time, word } from '../database/columns.js';
import type { Row } from '../database/connection.js';
import { AUDIT_ACTIONS, type AuditEntry, ROLES } from './entry.js';

export function entryOf(row: Row): AuditEntry {
  return {
    seq: number(row, 'seq'),
    at: time(row, 'at'),
    role: word(row, 'role', ROLES, 'service'),
    session: textOrNull(row, 'session'),
    user: textOrNull(row, 'user'),
    action: word(row, 'action', AUDIT_ACTIONS, 'viewed'),
    callId: textOrNull(row, 'call'),
    detail: textOrNull(row, 'detail'),
    hash: text(row, 'hash'),
  };
}

import type { StoredCall, StoredCallDetail } from '../../store/records.js';
import { endpointView } from '../live/masked-number.js';
import type { CallDetail, CallView } from '../schemas/call.js';

/** A remembered call as the API shows it. */
export function storedView(call: StoredCall, redact: boolean): CallView {
  const { callId, line, startedAt, direction, level, levelSince, highest, score, category, title, degraded } =
    call;
  const verdict = call.feedback?.verdict ?? null;
  return {
    callId,
    line,
    state: call.endedAt === null ? 'live' : 'ended',
    startedAt,
    endedAt: call.endedAt,
    direction,
    remote: endpointView(call.remote, redact),
    local: endpointView(call.local, redact),
    level,
    levelSince,
    highest,
    score,
    category,
    title,
    degraded,
    dismissed: verdict === 'not-scam',
    feedback: verdict,
    canHangUp: false,
  };
}

export function storedDetail(call: StoredCallDetail, redact: boolean): CallDetail {
  const { transcriptKept, turns, risk, signals, alerts, notices } = call;
  return {
    ...storedView(call, redact),
    transcriptKept,
    turns: [...turns],
    risk: [...risk],
    signals: [...signals],
    alerts: alerts.map(({ at: _at, ...alert }) => alert),
    notices: [...notices],
  };
}

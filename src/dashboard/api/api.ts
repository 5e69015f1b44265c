import type { CallDetail, CallView, Verdict } from '../../server/schemas/call.js';
import type { Health } from '../../server/schemas/health.js';
import type {
  AuditPage,
  HistoryPage,
  HistoryQuery,
  SampleList,
  SessionView,
  SettingsView,
} from '../../server/schemas/routes.js';
import { request, snapshot } from './request.js';

// The routes that the page uses, one function each. All throw RequestFailed.

const call = (callId: string) => `/calls/${encodeURIComponent(callId)}`;
const number = (digits: string) => `/numbers/${encodeURIComponent(digits)}`;

export const api = {
  session: () => request<SessionView>('GET', '/session'),
  signIn: (token: string) => request<SessionView>('POST', '/session', { token }),
  signOut: () => request<unknown>('DELETE', '/session'),
  calls: () => snapshot<{ calls: CallView[] }>('/calls'),
  call: (callId: string) => snapshot<CallDetail>(call(callId)),
  hangUp: (callId: string) => request<unknown>('POST', `${call(callId)}/hangup`),
  feedback: (callId: string, verdict: Verdict) =>
    request<unknown>('POST', `${call(callId)}/feedback`, { verdict }),
  deleteCall: (callId: string) => request<unknown>('DELETE', call(callId)),
  history: (query: HistoryQuery) => request<HistoryPage>('GET', `/history${queryOf(query)}`),
  deleteNumber: (digits: string) => request<{ deleted: number }>('DELETE', number(digits)),
  samples: () => request<SampleList>('GET', '/samples'),
  play: (sample: string) =>
    request<{ callId: string }>('POST', `/samples/${encodeURIComponent(sample)}/play`),
  health: () => request<Health>('GET', '/health'),
  settings: () => request<SettingsView>('GET', '/settings'),
  audit: () => request<AuditPage>('GET', '/audit'),
};

/** Where the browser fetches a copy from. */
export const exportPath = {
  call: (callId: string) => `/api/v1${call(callId)}/export`,
  number: (digits: string) => `/api/v1${number(digits)}/export`,
};

function queryOf(query: HistoryQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return text && `?${text}`;
}

import { signal } from '@preact/signals';
import type { CallView } from '../../server/schemas/call.js';
import type { HistoryQuery } from '../../server/schemas/routes.js';
import { api } from '../api/api.js';
import { RequestFailed } from '../api/request.js';

/** What a person filled in above the list; days as the browser's date fields give them, `2026-11-24`. */
export interface Filters {
  readonly q: string;
  readonly level: string;
  readonly line: string;
  readonly from: string;
  readonly to: string;
}

export const NO_FILTERS: Filters = { q: '', level: '', line: '', from: '', to: '' };

const PAGE = 25;

// Kept while the page is open, so that going back from a call finds the list as it was left.
/** As they are filled in; they count once somebody searches. */
export const filters = signal<Filters>(NO_FILTERS);
/** Those that the list was asked for. */
const applied = signal<Filters>(NO_FILTERS);
export const remembered = signal<readonly CallView[] | undefined>(undefined);
export const next = signal<string | null>(null);
export const historyFailure = signal<RequestFailed | undefined>(undefined);

/** Whether anything is filled in. */
export function isFilledIn(): boolean {
  return isAny(filters.value);
}

/** Whether the list is of some calls only. */
export function isFiltered(): boolean {
  return isAny(applied.value);
}

function isAny(of: Filters): boolean {
  return Object.values(of).some((value) => value !== '');
}

/** The newest calls that fit what is filled in. */
export function search(): Promise<void> {
  applied.value = filters.peek();
  return fetchPage([]);
}

/** The same list anew. */
export function refresh(): Promise<void> {
  return fetchPage([]);
}

/** The page of older calls after those that are shown. */
export function older(): Promise<void> {
  return fetchPage(remembered.peek() ?? [], next.peek() ?? undefined);
}

export function forget(deleted: string): void {
  remembered.value = remembered.peek()?.filter(({ callId }) => callId !== deleted);
}

let asked = 0;

async function fetchPage(before: readonly CallView[], cursor?: string): Promise<void> {
  const question = ++asked;
  try {
    const page = await api.history({
      ...queryOf(applied.peek()),
      limit: PAGE,
      ...(cursor ? { cursor } : {}),
    });
    // An answer to an older question comes too late.
    if (question !== asked) return;
    remembered.value = [...before, ...page.calls];
    next.value = page.next;
    historyFailure.value = undefined;
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed)) throw thrown;
    if (question === asked) historyFailure.value = thrown;
  }
}

/** A day means all of it, in the time of the place. */
function queryOf({ q, level, line, from, to }: Filters): HistoryQuery {
  return {
    ...(q.trim() && { q: q.trim() }),
    ...(isLevel(level) && { level }),
    ...(line.trim() && { line: line.trim() }),
    ...(from && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
  };
}

function isLevel(level: string): level is CallView['level'] {
  return ['unknown', 'clear', 'suspicious', 'scam'].includes(level);
}

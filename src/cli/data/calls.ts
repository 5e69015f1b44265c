import type { RiskLevel } from '../../detection/risk.js';
import { print, tell } from '../say.js';
import { type DataOptions, openStore, thisUser } from './store-of.js';
import { callsTable } from './tables.js';

interface CallsOptions extends DataOptions {
  readonly level?: RiskLevel;
  readonly number?: string;
  readonly search?: string;
  readonly limit: number;
  readonly json?: true;
}

export async function calls({ level, number, search, limit, json, ...options }: CallsOptions): Promise<void> {
  await using store = await openStore(options);
  const page = store.history({
    limit,
    ...(level === undefined ? {} : { level }),
    ...(number === undefined ? {} : { number }),
    ...(search === undefined ? {} : { q: search }),
  });
  // Words can be searched for: that is a way of reading them.
  if (search !== undefined) store.audit.searched(thisUser());
  if (json) print(JSON.stringify(page.calls, null, 2));
  else print(page.calls.length > 0 ? callsTable(page.calls) : 'No such call is remembered.');
  if (page.next !== null && !json)
    tell(`there are more than ${page.calls.length}: narrow it down, or raise --limit (200 at most)`);
}

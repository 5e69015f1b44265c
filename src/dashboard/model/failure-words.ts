import type { RequestFailed } from '../api/request.js';
import type { Words } from '../language/en.js';

/** What went wrong, in the page's own words; in the service's where the page has none for its code. */
export function failureWords(failure: Pick<RequestFailed, 'code' | 'message'>, words: Words): string {
  if (failure.code === 'offline') return words.failed.offline;
  const own = new Map(Object.entries(words.failures)).get(failure.code);
  return own ?? failure.message;
}

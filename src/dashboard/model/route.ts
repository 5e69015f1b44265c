/** The places of the page. Each is a path that the service answers with the same file. */
export type Route =
  | { readonly page: 'live' | 'history' | 'health' | 'settings' | 'audit' | 'unknown' }
  | { readonly page: 'call'; readonly callId: string };

const PAGES = {
  '/': 'live',
  '/history': 'history',
  '/health': 'health',
  '/settings': 'settings',
  '/audit': 'audit',
} as const;

/** Which place a path is; `unknown` for one that is none. */
export function routeOf(path: string): Route {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  const page = Object.entries(PAGES).find(([known]) => known === plain)?.[1];
  if (page !== undefined) return { page };
  const callId = /^\/calls\/([^/]+)$/.exec(plain)?.[1];
  if (callId === undefined) return { page: 'unknown' };
  try {
    return { page: 'call', callId: decodeURIComponent(callId) };
  } catch {
    return { page: 'unknown' };
  }
}

export function callPath(callId: string): string {
  return `/calls/${encodeURIComponent(callId)}`;
}

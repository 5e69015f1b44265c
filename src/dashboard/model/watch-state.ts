import type { Health } from '../../server/schemas/health.js';

/** Whether a call that comes in now would be noticed, as far as this page can tell. */
export type WatchState = 'watching' | 'not-watching' | 'preparing' | 'unknown' | 'lost';

/** Without these no word of a call is heard; without the others it still warns. */
const HEARS: ReadonlySet<string> = new Set(['ear', 'voice']);

/**
 * @param connection of this page to the service
 * @param health as it was last told; undefined before, and when the last question was not answered
 */
export function watchState(
  connection: 'connecting' | 'open' | 'lost',
  health: Pick<Health, 'models' | 'lines'> | undefined,
): WatchState {
  if (connection === 'lost') return 'lost';
  if (connection === 'connecting' || health === undefined) return 'unknown';
  // The service names models and lines once they are loaded.
  if (health.models.length === 0) return 'preparing';
  const hears = health.models.every(({ role, state }) => !HEARS.has(role) || state === 'up');
  const lineUp = health.lines.some(({ kind, state }) => kind !== 'sample' && state === 'up');
  return hears && lineUp ? 'watching' : 'not-watching';
}

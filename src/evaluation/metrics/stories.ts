import { groupBy } from '../group-by.js';

/** Calls by the story they tell; a call without one is a story of its own. */
export function storiesOf<T extends { readonly story?: string }>(calls: readonly T[]): T[][] {
  return [...groupBy<T, T | string>(calls, (call) => call.story ?? call).values()];
}

/** A page that nobody sees draws no frames, but its alerts must still come, ms. */
const UNSEEN_MS = 250;

/**
 * Gathers what comes between two frames and hands it over at once, so that fifty calls cost one drawing a frame.
 *
 * @returns takes one item
 */
export function perFrame<T>(apply: (items: readonly T[]) => void, signal?: AbortSignal): (item: T) => void {
  let waiting: T[] = [];
  const flush = () => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) apply(items);
  };
  document.addEventListener('visibilitychange', flush, signal && { signal });
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    if (document.hidden) setTimeout(flush, UNSEEN_MS);
    else requestAnimationFrame(flush);
  };
}

import { useComputed } from '@preact/signals';
import { clockTime } from '../../cli/terminal/time.js';
import { now } from '../state/clock.js';

/** Time since a moment, counting; its text alone changes, nothing is drawn anew. @param since ISO 8601 */
export function RunningTime({ since }: { readonly since: string }) {
  const from = Date.parse(since);
  const text = useComputed(() => clockTime(Math.max(0, now.value - from)));
  return <span class="digits">{text}</span>;
}

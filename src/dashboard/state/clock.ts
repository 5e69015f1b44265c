import { signal } from '@preact/signals';

/** Now, ms, once a second: what durations on the page are counted from. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1000);

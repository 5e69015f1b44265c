import { asCallwardenError, type CallwardenError } from '../../errors.js';
import type { PurgeResult } from './purge.js';

export interface PurgeSchedule {
  /** Local hour of the day, 0 to 23. */
  readonly hour: number;
  readonly now?: () => Date;
  readonly onPurged?: (result: PurgeResult) => void;
  /** It is tried again the next day. */
  readonly onFailure: (error: CallwardenError) => void;
}

/** When the hour comes next, local time; a day when it does not exist gives the moment after it. */
export function nextPurge(now: Date, hour: number): Date {
  const next = new Date(now);
  next.setHours(hour, 0, 0, 0);
  if (next <= now) {
    next.setDate(next.getDate() + 1);
    // Leaving a day that had no such hour may have moved it.
    next.setHours(hour, 0, 0, 0);
  }
  return next;
}

/** Purges at once, for a machine that is off at night, and then every day at that hour. Disposing ends it. */
export function purgeDaily(store: { purge(): PurgeResult }, schedule: PurgeSchedule): Disposable {
  const { hour, now = () => new Date(), onPurged, onFailure } = schedule;
  let timer: NodeJS.Timeout | undefined;
  const purge = () => {
    try {
      const result = store.purge();
      onPurged?.(result);
    } catch (thrown) {
      onFailure(asCallwardenError(thrown));
    }
    const wait = nextPurge(now(), hour).getTime() - now().getTime();
    timer = setTimeout(purge, wait).unref();
  };
  purge();
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

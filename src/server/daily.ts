/**
 * Does something once a day at an hour of local time, until it is stopped.
 * @returns stops it
 */
export function daily(hour: number, work: () => void, now: () => Date = () => new Date()): () => void {
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(
      () => {
        work();
        next();
      },
      untilHour(hour, now()),
    ).unref();
  };
  next();
  return () => clearTimeout(timer);
}

/** ms until it is that hour again, 24 h where it is just that. Days of 23 and 25 hours are seen to by `Date`. */
export function untilHour(hour: number, now: Date): number {
  const then = new Date(now);
  then.setHours(hour, 0, 0, 0);
  if (then <= now) then.setDate(then.getDate() + 1);
  return then.getTime() - now.getTime();
}

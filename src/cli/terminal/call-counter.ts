import type { Progress } from '../../evaluation/run/run-calls.js';
import { clockTime } from './time.js';

/** At a terminal the line is drawn over; in a log a line now and then is enough, ms. */
const REDRAW_MS = 200;
const LOG_EVERY_MS = 15_000;

/** Tells on stderr how many calls are done and how long the rest will take. */
export function callCounter(now: () => number = () => performance.now()) {
  const began = now();
  const { isTTY } = process.stderr;
  let toldAt = began;
  return {
    at({ done, of, share }: Progress): void {
      const time = now();
      if (done < of && time - toldAt < (isTTY ? REDRAW_MS : LOG_EVERY_MS)) return;
      toldAt = time;
      const leftMs = ((time - began) / share) * (1 - share);
      const line = `${done} of ${of} calls, about ${clockTime(leftMs)} left`;
      if (isTTY) process.stderr.write(`\r\x1b[K  ${line}`);
      else if (done < of) process.stderr.write(`callwarden: ${line}\n`);
    },
    stop(): void {
      if (isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}

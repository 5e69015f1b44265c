import type { Estimate } from '../metrics/bootstrap.js';
import { shareOfStories } from '../metrics/intervals.js';
import { storyOf } from './detectors.js';
import type { CallRecord } from './record.js';

/** The share of calls for which something holds, with its 95 % interval. */
export function shareWhere(calls: readonly CallRecord[], holds: (call: CallRecord) => boolean): Estimate {
  return shareOfStories(calls.map((call) => ({ hit: holds(call), story: storyOf(call) })));
}

import type { ErrorEntry } from '../error-entry.js';

/** Of handing alerts on. */
export const alertErrors = {
  CW_ALERT_UNDELIVERED: {
    exit: 75,
    what: 'An alert did not reach one of its sinks, the others got it: the message names the sink and what is wrong there.',
  },
  CW_ALERT_REFUSED: {
    exit: 77,
    what: 'A sink refused an alert and will refuse it again: check its address, its login and its secret.',
  },
  CW_ALERT_LATE: {
    exit: 75,
    what: 'A sink did not take an alert within its `timeoutMs`, or others kept it waiting until it was no news any more: see why it is slow, or give it longer.',
  },
  CW_ALERT_DROPPED: {
    exit: 75,
    what: 'A sink was so slow that its queue was full and the oldest alert went: see why it is slow.',
  },
  CW_ALERT_PROGRAM: {
    exit: 69,
    what: 'The program of a sink is not there or cannot be started: the message names it; install it, or mend the path.',
  },
} as const satisfies Record<string, ErrorEntry>;

import type { ErrorEntry } from '../error-entry.js';

/** Of the native engines and the judge. */
export const engineErrors = {
  CW_ENGINE_LOST: {
    exit: 75,
    what: 'A native engine process ended twice on the same work: try again, or check the model with `callwarden models verify`.',
  },
  CW_ENGINE_UNAVAILABLE: {
    exit: 75,
    what: 'A native engine could not be started: `callwarden doctor` says why.',
  },
  CW_ENGINE_OVERLOAD: {
    exit: 75,
    what: 'More work arrives than this machine can do: use fewer lines or a smaller model.',
  },
  CW_JUDGE_LATE: {
    exit: 75,
    what: 'The judge did not answer in time: the gate goes on alone; use a smaller judge or fewer lines if it happens often.',
  },
  CW_JUDGE_FAILED: {
    exit: 75,
    what: 'The judge gave no answer: the gate goes on alone; the message says why.',
  },
  CW_JUDGE_REPLACED: {
    exit: 75,
    what: 'A newer question about the same call took the place of a waiting one: nothing has to be done.',
  },
} as const satisfies Record<string, ErrorEntry>;

import type { ErrorEntry } from '../error-entry.js';

/** Of the command itself and its configuration. */
export const commandErrors = {
  CW_INTERNAL: {
    exit: 70,
    what: 'Something failed that should not have: please report it with the details.',
  },
  CW_ABORTED: { exit: 130, what: 'The work was stopped before it was done.' },
  CW_USAGE: {
    exit: 64,
    what: 'The command line is not understood, or asks for what cannot be: see `callwarden --help`.',
  },
  CW_CONFIG_INVALID: {
    exit: 78,
    what: 'The configuration has an error: the message names the key, the line and what is allowed.',
  },
} as const satisfies Record<string, ErrorEntry>;

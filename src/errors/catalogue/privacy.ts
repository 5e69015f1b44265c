import type { ErrorEntry } from '../error-entry.js';

/** Of what is not done, for privacy's sake. */
export const privacyErrors = {
  CW_EGRESS_REFUSED: {
    exit: 77,
    what: 'A connection to an address that the configuration does not name was refused: nothing has to be done, unless it is yours; then name it.',
  },
  CW_CALL_PRIVATE: {
    exit: 77,
    what: 'A call was not listened to, as `privacy.neverListenTo` or `privacy.onlyListenTo` says: nothing has to be done.',
  },
  CW_CALL_DISMISSED: {
    exit: 65,
    what: 'A person said that the call is no scam (a notice): it is shown as clear and raises no further alert.',
  },
} as const satisfies Record<string, ErrorEntry>;

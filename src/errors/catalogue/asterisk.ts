import type { ErrorEntry } from '../error-entry.js';

/** Of Asterisk lines. */
export const asteriskErrors = {
  CW_PBX_UNREACHABLE: {
    exit: 69,
    what: 'The PBX cannot be reached: check the address of the line and that its HTTP server runs (`callwarden doctor --pbx`).',
  },
  CW_PBX_LOGIN: {
    exit: 77,
    what: 'The PBX refuses the user or the password of the line: compare them with ari.conf.',
  },
  CW_PBX_SILENT: {
    exit: 75,
    what: 'The PBX took a request and did not answer in time: its calls go on, but new ones are not heard until it answers.',
  },
  CW_PBX_REFUSED: {
    exit: 69,
    what: 'The PBX refused a request: the message has its reason; `callwarden doctor --pbx` checks what it needs.',
  },
  CW_PBX_INCAPABLE: {
    exit: 69,
    what: 'The PBX lacks a module that hearing needs: the message names it; docs/asterisk.md says how to load it.',
  },
  CW_PBX_TAKEN: {
    exit: 75,
    what: 'Another program has taken the name of our ARI application: give each Callwarden its own `app`.',
  },
  CW_PBX_CALL_GONE: {
    exit: 75,
    what: 'The call ended before it could be heard or acted on: nothing has to be done.',
  },
} as const satisfies Record<string, ErrorEntry>;

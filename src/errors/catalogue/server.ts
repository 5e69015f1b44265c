import type { ErrorEntry } from '../error-entry.js';

/** Of the service: its start, its API (`CW_API_*`) and who may use it (`CW_AUTH_*`). */
export const serverErrors = {
  CW_SERVER_PORT_TAKEN: {
    exit: 69,
    what: 'Another program has the port: is Callwarden running already? Else set `server.port`.',
  },
  CW_SERVER_ADDRESS: {
    exit: 69,
    what: 'The service cannot listen at the address: set `server.host` to an address of this machine.',
  },
  CW_SERVER_TOKEN_NEEDED: {
    exit: 78,
    what: 'The service would be open to others: give `server.tokens` at least one token (docs/serve.md).',
  },
  CW_SERVER_TOKEN_UNREADABLE: {
    exit: 78,
    what: 'A token of `server.tokens` cannot be read, is too short or is given twice: the message says which.',
  },
  CW_SERVER_STOPPED_LATE: {
    exit: 75,
    what: 'The service did not finish in time when it was stopped: calls still being heard were cut off. Raise `server.stopSeconds`.',
  },
  CW_API_NOT_FOUND: { exit: 66, what: 'The API has no such route, call or sample.' },
  CW_API_BAD_REQUEST: {
    exit: 65,
    what: 'The request does not fit its route: the message names the field and what is allowed.',
  },
  CW_API_SLOW: { exit: 75, what: 'The request did not come to its end in time: send it again.' },
  CW_API_TOO_LARGE: {
    exit: 65,
    what: 'The body of the request is too large: no route takes more than 64 KB.',
  },
  CW_API_MEDIA_TYPE: {
    exit: 65,
    what: 'The body of a request has to be JSON (`content-type: application/json`).',
  },
  CW_API_RATE: {
    exit: 75,
    what: 'Too many requests from this address: wait a minute, or raise `server.limits`.',
  },
  CW_API_BUSY: {
    exit: 75,
    what: 'As many streams or sample calls are open as may be: close one, or raise `server.limits`.',
  },
  CW_API_NOT_READY: { exit: 75, what: 'The service is starting or stopping: try again in a moment.' },
  CW_API_NOT_ALLOWED: {
    exit: 77,
    what: 'The line does not let calls be ended from here: see `actions` of the line (docs/configuration.md).',
  },
  CW_API_LINE_FAILED: { exit: 69, what: 'The line could not do what it was asked: the message says why.' },
  CW_API_CALL_LIVE: { exit: 75, what: 'The call is still going on: it can be deleted when it has ended.' },
  CW_API_NO_PAGE: {
    exit: 69,
    what: 'The web page is not built: run `npm run build` and start again. The API works without it.',
  },
  CW_AUTH_NEEDED: {
    exit: 77,
    what: 'A token is needed: sign in on the page, or send `Authorization: Bearer TOKEN`.',
  },
  CW_AUTH_WRONG: { exit: 77, what: 'The token is not one of `server.tokens`.' },
  CW_AUTH_ROLE: { exit: 77, what: 'The token is one for viewers; this needs one with the role `operator`.' },
  CW_AUTH_HOST: {
    exit: 77,
    what: 'The service was asked under a name that is not its own: add it to `server.publicNames` if it is.',
  },
  CW_AUTH_ORIGIN: { exit: 77, what: 'The request was made by a page of another site, and was refused.' },
} as const satisfies Record<string, ErrorEntry>;

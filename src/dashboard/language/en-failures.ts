/** What the service refuses, by the code of its answer (docs/errors.md), in English. */
export const failures = {
  CW_API_BAD_REQUEST: 'Callwarden cannot do anything with what was entered. Look at it again.',
  CW_API_BUSY: 'As many pages or sample calls are open as may be. Close one, or wait for a call to end.',
  CW_API_CALL_LIVE: 'The call is still going on. It can be deleted when it has ended.',
  CW_API_LINE_FAILED: 'The phone line did not end the call. Hang up the phone itself.',
  CW_API_MEDIA_TYPE: 'Callwarden did not understand the page. Load the page again.',
  CW_API_NOT_ALLOWED: 'Calls on this phone line cannot be ended from here. Hang up the phone itself.',
  CW_API_NOT_FOUND: 'That is not known here, or not any more.',
  CW_API_NOT_READY: 'Callwarden is starting or stopping. Try again in a moment.',
  CW_API_NO_PAGE: 'The page is not built.',
  CW_API_SLOW: 'That took too long to arrive. Try again.',
  CW_API_RATE: 'That was too much at once. Wait a minute.',
  CW_API_TOO_LARGE: 'What was entered is too long.',
  CW_AUTH_HOST:
    'Callwarden does not know itself by this address. It can be added under “server.publicNames” in the configuration.',
  CW_AUTH_NEEDED: 'Please sign in first.',
  CW_AUTH_ORIGIN: 'The request came from another site and was refused.',
  CW_AUTH_ROLE: 'You are signed in to watch only. This needs full rights.',
  CW_AUTH_WRONG: 'This token is not right.',
  CW_INTERNAL: 'Something failed that should not have. The log of the service says what.',
  CW_STORE_BROKEN: 'The memory on disk is damaged. Nothing was saved.',
  CW_STORE_BUSY: 'Another program holds the memory on disk. Nothing was saved: try again in a moment.',
  CW_STORE_CALL_UNKNOWN: 'This call is not remembered here, or not any more.',
  CW_STORE_CURSOR: 'The list has changed. Search again.',
  CW_STORE_FAILED:
    'The memory on disk cannot be read or written. Nothing was saved: the log of the service says why.',
  CW_STORE_FULL: 'The disk is full. Nothing was saved: free some room and try again.',
  CW_STORE_NOT_AUDITED:
    'Who looks at a call is written down, and that fails now. Nothing is shown until it works again; warnings go on.',
  CW_STORE_UNWRITABLE: 'Callwarden may not write to its memory on disk. Nothing was saved.',
};

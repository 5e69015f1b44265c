import type { ErrorEntry } from '../error-entry.js';

/** Of any live line. */
export const lineErrors = {
  CW_LINE_BUSY: {
    exit: 75,
    what: 'A line hears as many calls as it may: raise its `maxCalls` if this machine can take more.',
  },
  CW_LINE_MEDIA_PORT: {
    exit: 69,
    what: 'No port for the audio of calls could be opened: compare `mediaHost` and `mediaPorts` of the line with this machine (docs/asterisk.md, docs/sip.md).',
  },
  CW_LINE_PARTY_TAKEN: {
    exit: 65,
    what: 'Two connections carry the same party of a call: give each its own `party` (docs/streams.md, docs/sip.md).',
  },
} as const satisfies Record<string, ErrorEntry>;

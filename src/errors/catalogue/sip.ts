import type { ErrorEntry } from '../error-entry.js';

/** Of SIP lines. */
export const sipErrors = {
  CW_SIP_UNREACHABLE: {
    exit: 69,
    what: 'The SIP server cannot be reached: check `server` of the line and that it takes SIP over WebSocket (docs/sip.md).',
  },
  CW_SIP_LOGIN: {
    exit: 77,
    what: 'The SIP server refuses the user or the password of the line: compare them with its account.',
  },
  CW_SIP_REFUSED: {
    exit: 69,
    what: 'The SIP server refused the registration: the message has its answer.',
  },
  CW_SIP_MEDIA: {
    exit: 65,
    what: 'A call offers no audio that is taken: plain RTP (no SRTP) with PCMU or PCMA (docs/sip.md).',
  },
  CW_SIP_SILENT: {
    exit: 75,
    what: 'No audio came on a call for too long, so it was ended: check `mediaHost` and the firewall between the PBX and this machine.',
  },
} as const satisfies Record<string, ErrorEntry>;

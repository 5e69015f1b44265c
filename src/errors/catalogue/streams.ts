import type { ErrorEntry } from '../error-entry.js';

/** Of audio streams that a PBX or a provider sends. */
export const streamErrors = {
  CW_STREAM_LISTEN: {
    exit: 69,
    what: 'The stream server cannot listen at its address: check `host` and the ports of the line, and what else uses them.',
  },
  CW_STREAM_PEER: {
    exit: 77,
    what: 'A peer that is not in `allow` connected and was cut off: add its address if it is your PBX.',
  },
  CW_STREAM_TOKEN: {
    exit: 77,
    what: 'A peer gave no token or a wrong one: docs/streams.md says where each kind of peer puts it.',
  },
  CW_STREAM_PAGE: {
    exit: 77,
    what: 'A web page in a browser wanted to stream a call and was refused: calls come from PBXes and providers, no page of ours does this.',
  },
  CW_STREAM_DIALECT: {
    exit: 65,
    what: 'The path of the address names no dialect: it is /twilio, /freeswitch or /asterisk.',
  },
  CW_STREAM_PROTOCOL: {
    exit: 65,
    what: 'A peer sent what its dialect does not have: check that it streams to the path of its own dialect.',
  },
  CW_STREAM_FORMAT: {
    exit: 65,
    what: 'A stream has a codec or sample rate that is not taken, or changes it on the way: docs/streams.md lists those that are.',
  },
  CW_STREAM_TOO_BIG: {
    exit: 65,
    what: 'A message is larger than `maxMessageBytes`: no peer of a known dialect sends such.',
  },
  CW_STREAM_FLOOD: {
    exit: 65,
    what: 'A peer sends more than a call holds (`maxMessagesPerSecond`, `maxAheadMs`): a live call comes at its own pace.',
  },
  CW_STREAM_SILENT: {
    exit: 65,
    what: 'A connection began no call in time (`helloMs`), had to make room for newer ones (`maxHalfOpen`), or brought no audio of its call for too long (`silentSeconds`).',
  },
} as const satisfies Record<string, ErrorEntry>;

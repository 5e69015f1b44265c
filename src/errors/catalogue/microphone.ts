import type { ErrorEntry } from '../error-entry.js';

/** Of the microphone. */
export const microphoneErrors = {
  CW_MICROPHONE_PROGRAM: {
    exit: 69,
    what: 'Listening needs a recording program: install sox (`apt-get install sox`, `brew install sox`) or arecord (`apt-get install alsa-utils`).',
  },
  CW_MICROPHONE_DEVICE: {
    exit: 69,
    what: 'There is no microphone that gives sound: the message has the words of the recording program; choose another with --device.',
  },
  CW_MICROPHONE_LOST: {
    exit: 74,
    what: 'The microphone went away while it was listened to: plug it in again and start anew.',
  },
} as const satisfies Record<string, ErrorEntry>;

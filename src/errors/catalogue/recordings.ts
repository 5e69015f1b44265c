import type { ErrorEntry } from '../error-entry.js';

/** Of recorded calls: the file, and the sound in it; notices among them. */
export const recordingErrors = {
  CW_FILE_MISSING: { exit: 66, what: 'There is no such file: check the name and the folder.' },
  CW_FILE_NOT_REGULAR: { exit: 66, what: 'A file is needed, not a directory, pipe or device.' },
  CW_FILE_FORBIDDEN: { exit: 66, what: 'The file may not be read: give this user the right to read it.' },
  CW_FILE_UNREADABLE: {
    exit: 74,
    what: 'Reading the file failed: check the disk or the network share it is on.',
  },
  CW_AUDIO_EMPTY: { exit: 65, what: 'The recording holds no sound at all: check how it was made.' },
  CW_AUDIO_UNKNOWN: {
    exit: 65,
    what: 'The file is not a recording of a known kind: see docs/recordings.md for the kinds that are read.',
  },
  CW_AUDIO_DAMAGED: {
    exit: 65,
    what: 'The recording is damaged: as an error nothing could be read, as a notice a part was left out.',
  },
  CW_AUDIO_TRUNCATED: {
    exit: 65,
    what: 'The recording ends before its header says (a notice: what is there is analysed).',
  },
  CW_AUDIO_CODEC: {
    exit: 65,
    what: 'The sound in the file is packed in a way that is not read: convert it to 16-bit PCM WAV.',
  },
  CW_AUDIO_CHANNELS: { exit: 65, what: 'A recording has one channel, or two with a party on each.' },
  CW_AUDIO_RATE: { exit: 65, what: 'The sample rate must be 8 to 48 kHz: convert the recording.' },
  CW_AUDIO_PARTIES: {
    exit: 65,
    what: 'The parties named do not fit the channels: two for stereo, one for mono, one mono file each in a pair.',
  },
  CW_AUDIO_UNEQUAL: {
    exit: 65,
    what: 'The files of a pair differ in length (a notice: check that they are of one call).',
  },
  CW_AUDIO_NOT_FINITE: {
    exit: 65,
    what: 'Samples that are not numbers were taken as silence (a notice: check what wrote the file).',
  },
  CW_AUDIO_CLIPPED: {
    exit: 65,
    what: 'Samples beyond full scale were cut off (a notice: record at a lower level).',
  },
  CW_FFMPEG_MISSING: {
    exit: 69,
    what: 'This kind of recording needs the ffmpeg program: install it (`apt-get install ffmpeg`, `brew install ffmpeg`) or give a WAV.',
  },
} as const satisfies Record<string, ErrorEntry>;

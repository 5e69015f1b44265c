/**
 * Every failure a person may meet has a stable code, an exit status and one sentence that says what to do.
 * docs/errors.md is generated from this table (`npm run docs`).
 */
export const ERROR_CATALOGUE = {
  CW_INTERNAL: {
    exit: 70,
    what: 'Something failed that should not have: please report it with the details.',
  },
  CW_ABORTED: { exit: 130, what: 'The work was stopped before it was done.' },
  CW_USAGE: { exit: 64, what: 'The command line is not understood: see `callwarden --help`.' },
  CW_CONFIG_INVALID: {
    exit: 78,
    what: 'The configuration has an error: the message names the key, the line and what is allowed.',
  },
  CW_MODEL_MISSING: {
    exit: 66,
    what: 'A model is not on this machine: the message names the command that gets it.',
  },
  CW_MODEL_CORRUPT: {
    exit: 65,
    what: 'A model file is not what its card says: the message names the file and the command that mends it.',
  },
  CW_MODEL_CARD_INVALID: {
    exit: 65,
    what: 'The card.json of a model has an error: the message names the file and the key.',
  },
  CW_MODEL_WRONG_KIND: {
    exit: 65,
    what: 'The model named is of another kind (ear, judge, gate, vad): see `callwarden models list`.',
  },
  CW_MODEL_EXISTS: {
    exit: 73,
    what: 'A model of that name is there already: choose another with --name, or replace it with --replace.',
  },
  CW_MODEL_BUSY: {
    exit: 75,
    what: 'Another process is pulling or adding the same model: wait for it to end.',
  },
  CW_MODEL_TOO_BIG: {
    exit: 75,
    what: 'The model needs more memory than is free: use a smaller one (`callwarden models list`).',
  },
  CW_DOWNLOAD_FAILED: {
    exit: 69,
    what: 'A download could not be finished: run the same command again, it goes on where it stopped.',
  },
  CW_DOWNLOAD_CORRUPT: {
    exit: 65,
    what: 'What a server sent is not the file that was promised: try again, or another source with --from.',
  },
  CW_DOWNLOAD_REFUSED: {
    exit: 77,
    what: 'The address of a download is not allowed: use https, or --insecure for a mirror you trust.',
  },
  CW_DISK_FULL: {
    exit: 74,
    what: 'The disk has too little room: free some, or set CALLWARDEN_MODELS to a folder on another disk.',
  },
  CW_FOLDER_UNWRITABLE: {
    exit: 73,
    what: 'A folder that Callwarden keeps its data in cannot be written to: the message names it.',
  },
  CW_ENGINE_LOST: {
    exit: 75,
    what: 'A native engine process ended twice on the same work: try again, or check the model with `callwarden models verify`.',
  },
  CW_ENGINE_UNAVAILABLE: {
    exit: 75,
    what: 'A native engine could not be started: `callwarden doctor` says why.',
  },
  CW_ENGINE_OVERLOAD: {
    exit: 75,
    what: 'More work arrives than this machine can do: use fewer lines or a smaller model.',
  },
  CW_JUDGE_LATE: {
    exit: 75,
    what: 'The judge did not answer in time: the gate goes on alone; use a smaller judge or fewer lines if it happens often.',
  },
  CW_JUDGE_FAILED: {
    exit: 75,
    what: 'The judge gave no answer: the gate goes on alone; the message says why.',
  },
  CW_JUDGE_REPLACED: {
    exit: 75,
    what: 'A newer question about the same call took the place of a waiting one: nothing has to be done.',
  },
  CW_MODEL_UNUSABLE: {
    exit: 78,
    what: 'A model file is intact but no engine can use it: docs/models.md lists the kinds and architectures that can be.',
  },
  CW_CALIBRATION_INVALID: {
    exit: 78,
    what: 'The calibration file is missing or damaged: the message names what is wrong; restore it or run `callwarden evaluate` to make one.',
  },
  CW_CALIBRATION_BUDGET: {
    exit: 65,
    what: 'No threshold keeps false alarms within the budget: allow a larger budget, evaluate more ordinary calls, or use a better model.',
  },
  CW_CALIBRATION_DATA: {
    exit: 65,
    what: 'Calibration needs scams and ordinary calls of the dev split, and none of another split.',
  },
  CW_MANIFEST_MISSING: {
    exit: 66,
    what: 'There are no labelled calls at that place: name a manifest, or a folder with a manifest.jsonl.',
  },
  CW_MANIFEST_UNREADABLE: {
    exit: 65,
    what: 'The manifest cannot be read: it has to be JSON lines, plain or gzip.',
  },
  CW_MANIFEST_EMPTY: {
    exit: 65,
    what: 'No labelled call is left to evaluate: the message says how many rows there were and why they fell away.',
  },
  CW_REPORT_INVALID: {
    exit: 65,
    what: 'The file is not the report.json of an evaluation by this version: run the evaluation again.',
  },
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
  CW_LINE_BUSY: {
    exit: 75,
    what: 'A line hears as many calls as it may: raise its `maxCalls` if this machine can take more.',
  },
  CW_LINE_PARTY_TAKEN: {
    exit: 65,
    what: 'Two connections carry the same party of a call: give each its own `party` (docs/streams.md, docs/sip.md).',
  },
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
    what: 'A connection began no call in time (`helloMs`), or had to make room for newer ones (`maxHalfOpen`).',
  },
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
  CW_FFMPEG_MISSING: {
    exit: 69,
    what: 'This kind of recording needs the ffmpeg program: install it (`apt-get install ffmpeg`, `brew install ffmpeg`) or give a WAV.',
  },
} as const satisfies Record<string, ErrorEntry>;

export interface ErrorEntry {
  /** Exit status of the command, after sysexits.h where one fits. */
  readonly exit: number;
  readonly what: string;
}

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error with a stable code and a message fit to be read by the person who can mend it. */
export class CallwardenError extends Error {
  override readonly name = 'CallwardenError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get exitStatus(): number {
    return ERROR_CATALOGUE[this.code].exit;
  }

  toJSON(): { code: ErrorCode; message: string } {
    return { code: this.code, message: this.message };
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CATALOGUE, value);
}

/** Any thrown value as a CallwardenError: ours as it is, others wrapped with the code given. */
export function asCallwardenError(thrown: unknown, code: ErrorCode = 'CW_INTERNAL'): CallwardenError {
  if (thrown instanceof CallwardenError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CallwardenError(code, message, { cause: thrown });
}

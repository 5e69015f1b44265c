import type { ErrorEntry } from '../error-entry.js';

/** Of model files, their folders and their downloads. */
export const modelErrors = {
  CW_MODEL_MISSING: {
    exit: 66,
    what: 'There is no such model, or not on this machine: the message says what there is, or the command that gets it.',
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
    what: 'A folder or file cannot be written: the message names it and says why.',
  },
  CW_MODEL_UNUSABLE: {
    exit: 78,
    what: 'No engine can use the model file: docs/models.md lists the kinds and architectures that can be.',
  },
} as const satisfies Record<string, ErrorEntry>;

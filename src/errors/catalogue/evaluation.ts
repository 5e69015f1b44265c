import type { ErrorEntry } from '../error-entry.js';

/** Of labelled calls, reports and calibration. */
export const evaluationErrors = {
  CW_CALIBRATION_INVALID: {
    exit: 78,
    what: 'The calibration file is missing or damaged: the message names what is wrong; restore models/calibration-en.json from the repository, or name another file with `detection.calibration`.',
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
  CW_MANIFEST_ROW: {
    exit: 65,
    what: 'A row of a manifest is broken and skipped (a notice: the others count; mend the line that is named, docs/manifest.schema.json says what may stand there).',
  },
  CW_MANIFEST_EMPTY: {
    exit: 65,
    what: 'No labelled call is left to evaluate: the message says how many rows there were and why they fell away.',
  },
  CW_REPORT_INVALID: {
    exit: 65,
    what: 'The file is not the report.json of an evaluation by this version: run the evaluation again.',
  },
} as const satisfies Record<string, ErrorEntry>;

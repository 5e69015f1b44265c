import type { Calibration } from '../../../detection/calibration.js';
import { type Block, heading, table, text } from '../document.js';
import { count, number } from '../format.js';
import type { EvaluationReport } from '../record.js';

/** More problems than this are looked up in report.json. */
const MOST_PROBLEMS = 20;

/** What was run: without it no figure can be checked. */
export function runSection({ run, problems }: EvaluationReport, calibration: Calibration): Block[] {
  const { thresholds, provenance } = calibration;
  const hash = (value: string | null) => value ?? '–';
  return [
    heading(2, 'What was run'),
    table(
      ['', ''],
      [
        ['version, revision', `${run.version}, ${hash(run.gitRevision)}`],
        ['ear', `${run.modelNames.ear} (${hash(run.models.ear)})`],
        ['gate', `${run.modelNames.gate} (${hash(run.models.gate)})`],
        [
          'judge',
          run.modelNames.judge === null ? 'none' : `${run.modelNames.judge} (${hash(run.models.judge)})`,
        ],
        ['prompt', hash(run.promptHash)],
        ['data', run.dataHash],
        ['calibration', provenance.method],
        [
          'suspicious from, scam from',
          `${number(thresholds.suspicious.raise, 4)}, ${number(thresholds.scam.raise, 4)}`,
        ],
        ['split, limit, seed', `${run.options.split}, ${run.options.limit ?? 'none'}, ${run.options.seed}`],
      ],
    ),
    table(
      ['manifest', 'rows', 'calls taken', 'SHA-256'],
      run.manifests.map(({ corpus, rows, taken, sha256 }) => [
        corpus,
        count(rows),
        count(taken),
        sha256.slice(0, 12),
      ]),
    ),
    ...run.notices.map(text),
    ...(problems.length === 0
      ? []
      : [
          text(`${problems.length} rows could not be used:`),
          table(
            ['manifest', 'line', 'reason'],
            problems
              .slice(0, MOST_PROBLEMS)
              .map(({ corpus, line, reason }) => [corpus, line === 0 ? '' : count(line), reason]),
          ),
          ...(problems.length > MOST_PROBLEMS ? [text('The rest is in report.json.')] : []),
        ]),
  ];
}

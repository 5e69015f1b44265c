import { calibrationGaps } from '../../../detection/calibrated-for.js';
import type { Calibration } from '../../../detection/calibration.js';
import { type Block, heading, table, text } from '../document.js';
import { count, number } from '../format.js';
import type { EvaluationReport } from '../record.js';

/** More problems than this are looked up in report.json. */
const MOST_PROBLEMS = 20;

/** What the thresholds rest on: a budget kept in few hours is not a rate that is proved. */
function thresholdsTable({ thresholds, provenance }: Calibration): Block[] {
  const { budgetPer100h, measured } = provenance;
  const levels = ['suspicious', 'scam'] as const;
  if (!measured || !budgetPer100h) {
    const rows = levels.map((level) => [level, number(thresholds[level].raise, 4)]);
    return [heading(3, 'Thresholds'), table(['level', 'from'], rows)];
  }
  return [
    heading(3, 'Thresholds'),
    text(
      'Counted on the dev calls that they were fitted to. The budget was kept there; what so many hours prove is the limit beside it, with 95 % confidence.',
    ),
    table(
      [
        'level',
        'from',
        'placed by',
        'ordinary talk',
        'false alarms in it',
        'budget per 100 h',
        'proved: at most per 100 h',
        'hard calls over it',
      ],
      levels.map((level) => {
        const { placedBy, talk, hours, falseAlarms, atMostPer100h, hardCalls, hardAlarms } = measured[level];
        return [
          level,
          number(thresholds[level].raise, 4),
          placedBy === 'budget' ? 'budget' : 'hard calls',
          `${number(hours, 1)} h, ${talk}`,
          count(falseAlarms),
          String(budgetPer100h[level]),
          number(atMostPer100h, 1),
          `${hardAlarms} of ${hardCalls}`,
        ];
      }),
    ),
  ];
}

/** What was run: without it no figure can be checked. */
export function runSection({ run, problems }: EvaluationReport, calibration: Calibration): Block[] {
  const { gate, judge } = run.models;
  const gaps = gate === null ? [] : calibrationGaps(calibration, { gate, judge, promptHash: run.promptHash });
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
        ['calibration', calibration.provenance.method],
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
    ...thresholdsTable(calibration),
    ...gaps.map(text),
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

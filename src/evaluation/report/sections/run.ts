import type { Calibration } from '../../../detection/calibration.js';
import { type Block, heading, table, text } from '../document.js';
import { count, number } from '../format.js';
import { gapsOf } from '../gaps.js';
import type { EvaluationReport } from '../record.js';
import { resultHash } from '../result-hash.js';

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
        'from, by the budget alone',
      ],
      levels.map((level) => {
        const { placedBy, talk, hours, falseAlarms, atMostPer100h, hardCalls, hardAlarms, budgetAlone } =
          measured[level];
        return [
          level,
          number(thresholds[level].raise, 4),
          placedBy === 'budget' ? 'budget' : 'hard calls',
          `${number(hours, 1)} h, ${talk}`,
          count(falseAlarms),
          String(budgetPer100h[level]),
          number(atMostPer100h, 1),
          `${hardAlarms} of ${hardCalls}`,
          number(budgetAlone ?? Number.NaN, 4),
        ];
      }),
    ),
  ];
}

/** What was run: without it no figure can be checked. */
export function runSection(report: EvaluationReport, calibration: Calibration): Block[] {
  const { run, problems, remarks = [] } = report;
  const hash = (value: string | null) => value ?? '–';
  return [
    heading(2, 'What was run'),
    text('The same calls, models, prompt and thresholds give the same result on the same kind of machine.'),
    table(
      ['part', 'which'],
      [
        ['result', resultHash(report) ?? 'none: it was run at the pace of the calls'],
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
    ...gapsOf(report).map(text),
    ...run.notices.map(text),
    ...listed(problems, 'Rows that could not be used:'),
    ...listed(remarks, 'Calls that were run, but:'),
  ];
}

function listed(rows: EvaluationReport['problems'], what: string): Block[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_PROBLEMS);
  return [
    text(`${what} ${rows.length}`),
    table(
      ['manifest', 'line', 'reason'],
      shown.map(({ corpus, line, reason }) => [corpus, line === 0 ? '' : count(line), reason]),
    ),
    ...(rows.length > shown.length ? [text('The rest is in report.json.')] : []),
  ];
}

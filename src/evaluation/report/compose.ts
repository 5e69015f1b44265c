import { type Calibration, parseCalibration } from '../../detection/calibration.js';
import { chaptersOf } from './chapters.js';
import { type Block, heading, text } from './document.js';
import type { CallRecord, EvaluationReport } from './record.js';
import { ablationSection } from './sections/ablation.js';
import { besideBaselinesSection } from './sections/beside-baselines.js';
import { callsSection } from './sections/calls.js';
import { categoriesSection } from './sections/categories.js';
import { costSection } from './sections/cost.js';
import { curvesSection } from './sections/curves.js';
import { earOrLabelsSection } from './sections/ear-or-labels.js';
import { hardCallsSection } from './sections/hard-calls.js';
import { headlineSection } from './sections/headline.js';
import { type HeadlineFigures, headlineFigures } from './sections/headline-figures.js';
import { headlineTiles } from './sections/headline-tiles.js';
import { hearingSection } from './sections/hearing.js';
import { reliabilitySection } from './sections/reliability.js';
import { runSection } from './sections/run.js';
import { slicesSection } from './sections/slices.js';
import { timeToAlertSection } from './sections/time-to-alert.js';

export interface Composed {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The headline as numbers, for machines. */
  readonly figures: Readonly<Record<string, HeadlineFigures>>;
}

/** Everything a report says, computed from its record alone: the same record gives the same report. */
export function composeReport(report: EvaluationReport): Composed {
  const calibration = parseCalibration(report.calibration, 'of the report');
  const { seed } = report.run.options;
  const figures: Record<string, HeadlineFigures> = {};
  const blocks: Block[] = [introduction(report), ...notHeldOut(report)];
  for (const { name, title, calls } of chaptersOf(report)) {
    const headline = headlineFigures(calls, seed);
    figures[name] = headline;
    blocks.push(heading(2, title), headlineTiles(headline), ...headlineSection(headline));
    blocks.push(...chapter(calls, report, calibration));
  }
  blocks.push(
    ...hearingSection(report.calls, seed),
    ...costSection(report.calls, report.run),
    ...runSection(report, calibration),
  );
  return { title: 'Callwarden evaluation', blocks, figures };
}

/** What lies here, in a sentence. */
function introduction({ run, calls, problems }: EvaluationReport): Block {
  const { ear, gate, judge } = run.modelNames;
  const many = (kind: CallRecord['kind']) => calls.filter((call) => call.kind === kind).length;
  const broken = problems.length === 0 ? '' : ` ${problems.length} rows could not be used: see the end.`;
  const pace = run.options.realtime ? ', recordings at the pace of the call' : '';
  return text(
    `${many('audio')} recorded and ${many('text')} written calls of the split "${run.options.split}", judged on ${run.startedAt.slice(0, 10)} by ${ear}, ${gate} and ${judge ?? 'no judge'}${pace}.${broken} docs/evaluation.md says how each figure is made.`,
  );
}

/** Figures of calls that thresholds or models were made with are too good to be told without it. */
function notHeldOut({ run }: EvaluationReport): Block[] {
  const { split } = run.options;
  if (split === 'test') return [];
  return [
    text(
      split === 'dev'
        ? 'These calls are not held out: thresholds were fitted to calls of the split dev. All figures here flatter.'
        : 'Not all of these calls need be held out: thresholds were fitted to calls of the split dev, and models learnt from those of the split train. With such calls among them all figures here flatter.',
    ),
  ];
}

function chapter(
  calls: readonly CallRecord[],
  { calls: all, run }: EvaluationReport,
  calibration: Calibration,
): Block[] {
  const { seed } = run.options;
  const isAudio = calls[0]?.kind === 'audio';
  return [
    ...curvesSection(calls, seed),
    ...timeToAlertSection(calls),
    ...besideBaselinesSection(calls),
    ...hardCallsSection(calls),
    ...categoriesSection(calls),
    ...slicesSection(calls, seed),
    ...(isAudio ? earOrLabelsSection(all, seed) : []),
    ...ablationSection(calls, calibration, seed, run.rubrics),
    ...reliabilitySection(calls, calibration),
    ...callsSection(calls),
  ];
}

import { type Calibration, parseCalibration } from '../../detection/calibration.js';
import { type Block, heading } from './document.js';
import type { CallRecord, EvaluationReport } from './record.js';
import { ablationSection } from './sections/ablation.js';
import { callsSection } from './sections/calls.js';
import { categoriesSection } from './sections/categories.js';
import { costSection } from './sections/cost.js';
import { curvesSection } from './sections/curves.js';
import { earOrLabelsSection } from './sections/ear-or-labels.js';
import { type HeadlineFigures, headlineFigures, headlineSection } from './sections/headline.js';
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

const CHAPTERS = [
  ['audio', 'Recorded calls'],
  ['text', 'Written calls'],
] as const;

/** Everything a report says, computed from its record alone: the same record gives the same report. */
export function composeReport(report: EvaluationReport): Composed {
  const calibration = parseCalibration(report.calibration, 'of the report');
  const { seed } = report.run.options;
  const figures: Record<string, HeadlineFigures> = {};
  const blocks: Block[] = [];
  for (const [kind, title] of CHAPTERS) {
    const calls = report.calls.filter((call) => call.kind === kind);
    if (calls.length === 0) continue;
    const headline = headlineFigures(calls, seed);
    figures[kind] = headline;
    blocks.push(heading(2, title), ...headlineSection(headline), ...chapter(calls, report, calibration));
  }
  blocks.push(
    ...hearingSection(report.calls),
    ...costSection(report.calls, report.run),
    ...runSection(report, calibration),
  );
  return { title: 'Callwarden evaluation', blocks, figures };
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
    ...categoriesSection(calls),
    ...slicesSection(calls),
    ...(isAudio ? earOrLabelsSection(all, seed) : []),
    ...ablationSection(calls, calibration),
    ...reliabilitySection(calls, calibration),
    ...callsSection(calls),
  ];
}

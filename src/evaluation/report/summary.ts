import { parseCalibration } from '../../detection/calibration.js';
import { type Chapter, chaptersOf } from './chapters.js';
import { type Block, heading, text } from './document.js';
import { toMarkdown } from './markdown.js';
import type { EvaluationReport } from './record.js';
import { ablationSection } from './sections/ablation.js';
import { besideBaselinesSection } from './sections/beside-baselines.js';
import { callsSection } from './sections/calls.js';
import { earOrLabelsSection } from './sections/ear-or-labels.js';
import { hardCallsSection } from './sections/hard-calls.js';
import { headlineSection } from './sections/headline.js';
import { headlineFigures } from './sections/headline-figures.js';
import { hearingSection } from './sections/hearing.js';
import { reliabilityFigures } from './sections/reliability.js';
import { runSection } from './sections/run.js';
import { slicesSection } from './sections/slices.js';
import { timeToAlertSection } from './sections/time-to-alert.js';

/** What goes into docs/evaluation-summary.md: the figures that a reader asks for first. */
export function summaryOf(report: EvaluationReport): string {
  const calibration = parseCalibration(report.calibration, 'of the report');
  const { seed } = report.run.options;
  const chapter = ({ name, title, calls }: Chapter): Block[] => [
    heading(2, title),
    ...headlineSection(headlineFigures(calls, seed)),
    ...timeToAlertSection(calls),
    ...besideBaselinesSection(calls),
    ...hardCallsSection(calls),
    ...slicesSection(calls, seed),
    ...ablationSection(calls, calibration, seed, report.run.rubrics),
    ...reliabilityFigures(calls, calibration),
    ...(name === 'audio' ? [...earOrLabelsSection(report.calls, seed), ...callsSection(calls)] : []),
  ];
  return toMarkdown('Evaluation: summary', [
    text('Written by `npm run evaluate`; docs/evaluation.md says how to read it. Do not edit.'),
    ...chaptersOf(report).flatMap(chapter),
    ...hearingSection(report.calls, seed),
    // Reasons may name places on this machine: they stay in the report.
    ...runSection({ ...report, problems: [], remarks: [] }, calibration),
    ...(report.problems.length > 0 ? [text(`Rows that could not be used: ${report.problems.length}.`)] : []),
  ]);
}

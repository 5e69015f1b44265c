import type { Calibration } from '../../../detection/calibration.js';
import { areaUnderRoc, recallAtFalsePositiveRate } from '../../metrics/curves.js';
import { shareOf } from '../../metrics/intervals.js';
import { rank } from '../../metrics/ranking.js';
import { replayHighest } from '../../replay.js';
import {
  BASELINES,
  type Detector,
  GATE,
  isScam,
  JUDGE,
  JUDGE_EVERY_PIECE,
  PRODUCT,
  scored,
} from '../detectors.js';
import { type Block, comparison, heading, text } from '../document.js';
import { count, number, percentWithin } from '../format.js';
import type { CallRecord, RunInfo } from '../record.js';

/** What each part of the detector is worth: the product with parts left out, and the parts on their own. */
export function ablationSection(
  calls: readonly CallRecord[],
  calibration: Calibration,
  rubrics: RunInfo['rubrics'] = [],
): Block[] {
  if (!calls.some(isScam) || calls.every(isScam)) return [];
  const judged = calls.some(({ evidence }) => evidence.some(({ judge }) => judge !== undefined));
  const asked = calls.some(({ judgeEveryPiece }) => judgeEveryPiece !== null);
  const without = (name: string, parts: Parameters<typeof replayHighest>[2]): Detector => ({
    name,
    score: ({ evidence }) => replayHighest(evidence, calibration, parts),
  });
  // Recordings are not asked again: what was heard is not kept.
  const written = calls.every(({ rubrics: asked }) => asked !== undefined) ? rubrics : [];
  const rows: Detector[] = [
    {
      ...PRODUCT,
      name: judged
        ? 'gate, signals and judge (the product)'
        : 'gate and signals (the product, no judge loaded)',
    },
    ...(judged ? [without('gate and signals, no judge', { judge: false })] : []),
    ...(judged ? [without('gate and judge, no signals', { signals: false })] : []),
    GATE,
    ...(judged ? [JUDGE] : []),
    ...(asked ? [JUDGE_EVERY_PIECE] : []),
    ...written.map(judgeWith),
    ...BASELINES,
  ];
  const pieces = calls.reduce(
    (sum, { evidence }) => sum + evidence.filter((s) => s.gate !== undefined).length,
    0,
  );
  const questions = calls.reduce((sum, { cost }) => sum + cost.judged, 0);
  return [
    heading(3, 'Ablation'),
    text(
      'What each part is worth: the product, the product with a part left out, the parts on their own, and what needs no model. The same evidence is weighed again, so that nothing else differs.',
    ),
    ...(judged
      ? [
          text(
            `The gate woke the judge for ${questions} of ${pieces} pieces of speech (${share(questions, pieces)}).`,
          ),
        ]
      : []),
    comparison(
      ['detector', 'calls', 'recall at 1 % false positives', 'at 0.1 %', 'area under ROC'],
      rows.map((detector) => row(calls, detector)),
    ),
  ];
}

/** The judge in other words, asked at the same moments. */
function judgeWith({ name, promptHash }: { name: string; promptHash: string }, index: number): Detector {
  return {
    name: `judge alone, when woken, rubric ${name} (${promptHash})`,
    score: ({ rubrics }) => rubrics?.[index] ?? Number.NEGATIVE_INFINITY,
  };
}

function row(calls: readonly CallRecord[], detector: Detector): string[] {
  const groups = rank(scored(calls, detector));
  const scams = calls.filter(isScam).length;
  const recall = (rate: number) =>
    percentWithin(shareOf(Math.round(recallAtFalsePositiveRate(groups, rate) * scams), scams));
  return [detector.name, count(calls.length), recall(0.01), recall(0.001), number(areaUnderRoc(groups), 3)];
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}

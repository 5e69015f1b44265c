import type { Calibration } from '../../../detection/calibration.js';
import { areaUnderRoc } from '../../metrics/curves.js';
import { rank } from '../../metrics/ranking.js';
import { recallsAt } from '../../metrics/recall.js';
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
import { besides } from './beside-baselines.js';
import { beforeTheAsk } from './time-to-alert.js';

/** What each part of the detector is worth: the product with parts left out, and the parts on their own. */
export function ablationSection(
  calls: readonly CallRecord[],
  calibration: Calibration,
  seed: number,
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
          ...earliness(calls),
        ]
      : []),
    comparison(
      ['detector', 'calls', 'recall at 1 % false positives', 'at 0.1 %', 'area under ROC'],
      rows.map((detector) => row(calls, detector, seed)),
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

function row(calls: readonly CallRecord[], detector: Detector, seed: number): string[] {
  const scores = scored(calls, detector);
  const recalls = recallsAt(scores, [0.01, 0.001], { seed }).map(percentWithin);
  return [detector.name, count(calls.length), ...recalls, number(areaUnderRoc(rank(scores)), 3)];
}

/** What waiting for the judge costs or gains, which recall does not show. */
function earliness(calls: readonly CallRecord[]): Block[] {
  const levels = ([undefined, 'scam'] as const).flatMap((level) => {
    const rows = besides(calls, level);
    const [product, gate] = [PRODUCT, GATE].map(({ name }) => {
      const row = rows.find((beside) => beside.name === name);
      return row?.atMs && { falseAlerts: row.falseAlerts, share: beforeTheAsk(row.scams, row.atMs) };
    });
    if (!product || !gate || Number.isNaN(product.share.value)) return [];
    const alert = level === 'scam' ? 'alerts of the level `scam`' : 'alerts of any level';
    return `${percentWithin(product.share)} by the product and ${percentWithin(gate.share)} by the gate alone with ${alert} (ordinary calls alerted: ${product.falseAlerts} and ${gate.falseAlerts})`;
  });
  if (levels.length === 0) return [];
  return [
    text(
      `Scams alerted before the ask, at no more false alerts: ${levels.join('; ')}. The gate’s cut is picked on these very calls, which flatters it; the product’s thresholds were fitted to calls of the split dev.`,
    ),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}

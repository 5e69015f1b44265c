import { rateAtMost } from '../../metrics/intervals.js';
import { isReal, isScam, PRODUCT, quietScore } from '../detectors.js';
import { type Block, heading, table, text } from '../document.js';
import { count, number, percentWithin } from '../format.js';
import type { CallRecord } from '../record.js';
import { shareWhere } from '../shares.js';

/** Fewer hard calls than this cannot tell one share from another. */
const LEAST_HARD = 50;

const SHARES = [0.005, 0.01, 0.02, 0.05, 0.1, 1 / 6, 0.25];

const MS_PER_100H = 360_000_000;

/** What a stricter or laxer rule for hard calls would give: the rule is a choice, so its price belongs beside it. */
export function hardCallsSection(calls: readonly CallRecord[]): Block[] {
  const scams = calls.filter(isScam);
  const hard = calls.filter((call) => !isScam(call) && call.hardNegative);
  const real = calls.filter((call) => !isScam(call) && isReal(call));
  if (scams.length === 0 || hard.length < LEAST_HARD) return [];
  const realMs = real.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    heading(3, 'The price of sparing hard calls'),
    text(
      'Each row spares all but a share of the ordinary calls that resemble scams on purpose; the lowest risk that does so is the threshold. Calibration lets as many of them reach a level as its budget has room for if they are rare on a line (docs/evaluation.md). The last column is what the hours of real talk prove, with 95 % confidence.',
    ),
    table(
      ['hard calls over it', 'risk above', 'scams found', 'real calls over it', 'real: at most per 100 h'],
      SHARES.map((share) => {
        const quiet = quietScore(hard, PRODUCT, Math.floor(share * hard.length + 1e-9));
        const over = (group: readonly CallRecord[]) => group.filter(({ score }) => score > quiet).length;
        return [
          `at most ${Number((share * 100).toPrecision(3))} %: ${over(hard)} of ${hard.length}`,
          number(quiet, 4),
          percentWithin(shareWhere(scams, ({ score }) => score > quiet)),
          `${count(over(real))} of ${real.length}`,
          number(rateAtMost(over(real), realMs / MS_PER_100H), 1),
        ];
      }),
    ),
  ];
}

import type { PlacedLevel } from './place-levels.js';

/** Events that a rate may have had where none was seen, with 95 % confidence: the rule of three. */
const NONE_SEEN = 3;

/** What a threshold rests on, for the person who fitted it: what was counted, and what that proves. */
export function placementLines(
  level: string,
  { threshold, placement }: PlacedLevel,
  budgetPer100h: number,
): string[] {
  const { talk, hours, falseAlarms, atMostPer100h, hardCalls, hardAlarms, placedBy, budgetAlone } = placement;
  const alone = budgetAlone === undefined ? '' : ` (the budget alone: ${budgetAlone.toFixed(4)})`;
  const rule = placedBy === 'budget' ? 'the budget' : `the hard calls${alone}`;
  const hard = hardCalls === 0 ? '' : `; ${hardAlarms} of ${hardCalls} hard calls reach it`;
  const lines = [
    `${level} from ${threshold.toFixed(4)}, placed by ${rule}: ${falseAlarms} false alarms in ${hours.toFixed(1)} h of ${talk} ordinary dev talk, budget ${budgetPer100h} per 100 h${hard}`,
  ];
  if (atMostPer100h > budgetPer100h) {
    const needed = Math.ceil((100 * NONE_SEEN) / budgetPer100h);
    const proof = Number.isFinite(needed) ? ` (${needed} h without a false alarm would)` : '';
    lines.push(
      `${level}: so few hours do not prove the budget${proof}; they prove at most ${atMostPer100h.toFixed(1)} per 100 h, with 95 % confidence`,
    );
  }
  return lines;
}

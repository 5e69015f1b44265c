import type { CallDetail } from '../../server/schemas/call.js';

type Risk = CallDetail['risk'];

/** Seconds since the call began, and the risk in percent; what uPlot draws. */
export type RiskSeries = [seconds: number[], percent: number[]];

/** The line of the risk: of readings at one moment the last counts, and the line goes on to now. */
export function riskSeries(risk: Risk, untilMs: number): RiskSeries {
  const seconds: number[] = [];
  const percent: number[] = [];
  for (const { atMs, score } of risk) {
    const at = atMs / 1000;
    if (seconds.at(-1) === at) percent.pop();
    else seconds.push(at);
    percent.push(Math.round(score * 100));
  }
  const last = percent.at(-1);
  if (last !== undefined && untilMs / 1000 > (seconds.at(-1) ?? 0)) {
    seconds.push(untilMs / 1000);
    percent.push(last);
  }
  return [seconds, percent];
}

/** The readings worth a row of a table: the first, every change of level, and the highest. */
export function riskTurningPoints(risk: Risk): Risk {
  let highest = risk[0];
  for (const reading of risk) if (highest === undefined || reading.score > highest.score) highest = reading;
  return risk.filter((reading, i) => i === 0 || reading.level !== risk[i - 1]?.level || reading === highest);
}

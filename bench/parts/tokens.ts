import type { Engines } from '#built/calls/engines.js';
import { askAtEveryTurn, fixtureCalls, longCall } from '../judge-tokens.js';
import type { Report } from '../report.js';
import { median } from '../statistics.js';

/** Tokens the judge evaluates when it is asked at every turn, against evaluating the whole prompt each time. */
export async function tokens(report: Report, { judge }: Engines): Promise<void> {
  if (!judge) return;
  process.stderr.write('bench: the judge at every turn ...\n');
  const calls = await fixtureCalls();
  const shares: number[] = [];
  for (const turns of calls) shares.push((await askAtEveryTurn(judge, turns)).share);
  const long = longCall(calls);
  const { share } = await askAtEveryTurn(judge, long);
  const seconds = Math.round((long.at(-1)?.endMs ?? 0) / 1000);
  report.tell('judge tokens evaluated / evaluating all, fixtures', median(shares), 'x');
  report.tell(`judge tokens evaluated / evaluating all, ${seconds} s call`, share, 'x', '<= 0.2');
}

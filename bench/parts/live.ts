import type { Engines } from '#built/calls/engines.js';
import { fixture, hearCall, manifest } from '../hear-call.js';
import type { Report } from '../report.js';
import { median, percentile } from '../statistics.js';
import { labelledTurns, verdictLatencies, wordLatencies } from '../word-latency.js';

/** One call after the other at the pace of life: what it costs and how late its words and verdicts are. */
export async function live(report: Report, engines: Engines, ids: readonly string[]): Promise<void> {
  const words: number[] = [];
  const verdicts: number[] = [];
  const shares: number[] = [];
  for (const id of ids) {
    process.stderr.write(`bench: ${id} in real time ...\n`);
    const call = await hearCall(fixture(id), engines, true);
    words.push(...wordLatencies(call.events, labelledTurns(manifest, id)));
    verdicts.push(...verdictLatencies(call.events));
    shares.push((call.cpuMs / call.audioMs) * 100);
  }
  report.tell('CPU of one live call', median(shares), '% of a core', '< 50');
  report.tell('word spoken to committed, p50', percentile(words, 0.5), 'ms');
  report.tell('word spoken to committed, p95', percentile(words, 0.95), 'ms', '<= 2500');
  report.tell('committed to verdict, p50', percentile(verdicts, 0.5), 'ms');
  report.tell('committed to verdict, p95', percentile(verdicts, 0.95), 'ms', '<= 1000');
}

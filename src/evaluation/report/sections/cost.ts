import { quantile } from '../../metrics/quantile.js';
import { type Block, heading, table, text } from '../document.js';
import { count, milliseconds, number, percent } from '../format.js';
import type { CallRecord, RunInfo } from '../record.js';

/** What judging the calls took. Times depend on the machine and on what else it did; counts do not. */
export function costSection(calls: readonly CallRecord[], run: RunInfo): Block[] {
  // Live latencies are those of recordings; their labels' text is judged while nobody waits.
  const live = run.options.realtime ? calls.filter(({ kind }) => kind === 'audio') : [];
  const judgeMs = (live.length > 0 ? live : calls).flatMap(({ cost }) => cost.judgeMs);
  const commitMs = live.flatMap(({ cost }) => cost.commitMs);
  const alertMs = live.flatMap(({ cost }) => cost.alertMs ?? []);
  const sum = (amountOf: (call: CallRecord) => number) =>
    calls.reduce((total, call) => total + amountOf(call), 0);
  const [evaluated, whole] = [sum(({ cost }) => cost.tokens.evaluated), sum(({ cost }) => cost.tokens.whole)];
  const minutes = sum(({ durationMs }) => durationMs) / 60_000;
  const audio = calls.filter(({ kind }) => kind === 'audio');
  const audioMs = audio.reduce((total, call) => total + call.durationMs, 0);
  const audioWallMs = audio.reduce((total, call) => total + call.cost.wallMs, 0);
  const audioCpuMs = audio.every(({ cost }) => cost.cpuMs !== null)
    ? audio.reduce((total, { cost }) => total + (cost.cpuMs ?? 0), 0)
    : Number.NaN;
  const figures: string[][] = [
    ['calls run, labelled texts of audio calls included', count(calls.length)],
    ['wall time of the evaluation', `${number(run.wallMs / 1000, 1)} s`],
    ['CPU time of all processes', run.cpuMs === null ? '–' : `${number(run.cpuMs / 1000, 1)} s`],
    ['wall time per written call, median', milliseconds(quantile(textCalls(calls), 0.5))],
  ];
  if (audio.length > 0) {
    figures.push(
      ['audio calls: CPU per second of call', percent(audioCpuMs / audioMs)],
      ['audio calls: times real time', number(audioMs / audioWallMs, 1)],
    );
  }
  if (commitMs.length > 0) {
    figures.push(
      ['live: word spoken to committed, half within', milliseconds(quantile(commitMs, 0.5))],
      ['live: word spoken to committed, 95 % within', milliseconds(quantile(commitMs, 0.95))],
    );
  }
  if (alertMs.length > 0) {
    figures.push(
      ['live: last word heard to alert told, half within', milliseconds(quantile(alertMs, 0.5))],
      ['live: last word heard to alert told, 95 % within', milliseconds(quantile(alertMs, 0.95))],
    );
  }
  if (judgeMs.length > 0) {
    figures.push(
      ['questions to the judge, per minute of call', number(sum(({ cost }) => cost.judged) / minutes)],
      ['judge, question to answer, half within', milliseconds(quantile(judgeMs, 0.5))],
      ['judge, question to answer, 95 % within', milliseconds(quantile(judgeMs, 0.95))],
      ['judge, tokens evaluated per minute of call', number(evaluated / minutes, 0)],
      ['judge, tokens evaluated of what asking anew would cost', percent(evaluated / whole)],
    );
  }
  return [
    heading(2, 'Cost'),
    text(
      `On ${run.machine}. Times hold for this run and what else the machine did; ${run.options.realtime ? 'recordings were played at the pace of the call, so latencies are those of a live call. Times of words within a chunk are estimated by letters' : '`--realtime` gives the latencies of a live call'}. docs/benchmarks.md has each stage on a quiet machine.`,
    ),
    table(['of this run', 'figure'], figures),
  ];
}

function textCalls(calls: readonly CallRecord[]): number[] {
  return calls.filter(({ kind }) => kind !== 'audio').map(({ cost }) => cost.wallMs);
}

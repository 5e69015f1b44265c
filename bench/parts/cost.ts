import type { Engines } from '#built/calls/engines.js';
import { openRecording } from '#built/sources/recording/recording.js';
import { fixture, hearCall } from '../hear-call.js';
import type { Report } from '../report.js';
import { slidingWindowCpuMs } from '../sliding-window.js';
import { median } from '../statistics.js';

/** The same calls as fast as the machine goes, beside the sliding-window way, one right after the other. */
export async function cost(report: Report, engines: Engines, ids: readonly string[]): Promise<void> {
  const speeds: number[] = [];
  const padded: number[] = [];
  const trimmed: number[] = [];
  for (const id of ids) {
    process.stderr.write(`bench: ${id} as fast as possible, then by sliding window ...\n`);
    const whole = await hearCall(fixture(id), engines);
    const hearing = await hearCall(fixture(id), { ...engines, judge: undefined });
    const slide = async (fill: boolean) => {
      const recording = await openRecording({ file: fixture(id) });
      return slidingWindowCpuMs(recording.frames(), engines, fill);
    };
    trimmed.push((await slide(false)) / hearing.cpuMs);
    padded.push((await slide(true)) / hearing.cpuMs);
    speeds.push(whole.audioMs / whole.wallMs);
    report.tell(`CPU per minute of call, ${id}`, whole.cpuMs / (whole.audioMs / 60_000), 'ms');
  }
  report.tell('speed', median(speeds), 'times real time');
  report.tell('real-time factor', 1 / median(speeds), '');
  report.tell(
    'sliding window as whisper.cpp does it (30 s encoded) / our hearing',
    median(padded),
    'x',
    '>= 3',
  );
  report.tell('sliding window with only its 10 s encoded / our hearing', median(trimmed), 'x');
}

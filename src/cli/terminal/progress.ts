import { Presets, SingleBar } from 'cli-progress';
import { clockTime } from './time.js';

/** How far a long analysis is. Drawn on stderr, and only for a person at a terminal. */
export interface Progress {
  at(audioMs: number): void;
  stop(): void;
}

/** A call shorter than this is done before a bar is read, ms. */
const WORTH_A_BAR_MS = 180_000;

const NONE: Progress = { at: () => {}, stop: () => {} };

export function progressBar(totalMs: number | undefined): Progress {
  if (totalMs === undefined || totalMs < WORTH_A_BAR_MS || !process.stderr.isTTY) return NONE;
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {at} of {whole}, {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(totalMs, 0, { at: clockTime(0), whole: clockTime(totalMs) });
  return {
    at: (audioMs) => bar.update(audioMs, { at: clockTime(audioMs) }),
    stop: () => bar.stop(),
  };
}

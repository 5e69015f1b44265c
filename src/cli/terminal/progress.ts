import { Presets, SingleBar } from 'cli-progress';
import { clockTime } from './time.js';

/** How far a long analysis is, below what is written of it. */
export interface Progress {
  /** To stdout. While a bar is shown whole lines only, so that the two never share one. */
  write(text: string): void;
  stop(): void;
}

/** A call shorter than this is done before a bar is read, ms. */
const WORTH_A_BAR_MS = 180_000;

const DRAW_EVERY_MS = 250;
/** The time left follows the speed of the last so many draws. */
const ETA_DRAWS = 40;
const CLEAR_LINE = '\r\u001b[K';

/**
 * A bar on stderr with the time left, for a person at a terminal only.
 * @param totalMs length of the call; undefined when it is not known or its pace is that of life
 * @param heardMs how far it is heard now
 */
export function progressBar(totalMs: number | undefined, heardMs: () => number): Progress {
  if (totalMs === undefined || totalMs < WORTH_A_BAR_MS || !process.stderr.isTTY) {
    return { write: (text) => void process.stdout.write(text), stop: () => {} };
  }
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {at} of {whole}, {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      // What is written above takes the bar's line: it is drawn again even when it has not moved.
      forceRedraw: true,
      etaBuffer: ETA_DRAWS,
    },
    Presets.shades_classic,
  );
  bar.start(totalMs, 0, { at: clockTime(0), whole: clockTime(totalMs) });
  const timer = setInterval(() => bar.update(heardMs(), { at: clockTime(heardMs()) }), DRAW_EVERY_MS);
  let open = '';
  const put = (text: string) => {
    if (text === '') return;
    process.stderr.write(CLEAR_LINE);
    process.stdout.write(text);
  };
  return {
    write: (text) => {
      const lines = open + text;
      const end = lines.lastIndexOf('\n') + 1;
      open = lines.slice(end);
      put(lines.slice(0, end));
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
      put(open);
    },
  };
}

import { Presets, SingleBar } from 'cli-progress';
import type { PullProgress } from '../models/pull.js';
import { megabytes } from './models-listing.js';

/** Where a log is read instead of a terminal, one line each time this share has come, in percent. */
const LINE_EVERY_PERCENT = 10;

export interface PullDisplay {
  at(progress: PullProgress): void;
  retry(fault: Error, waitMs: number): void;
  stop(): void;
}

/** Shows on stderr how far a pull is: a bar for a person, lines for a log. */
export function pullProgress(name: string, stream: NodeJS.WriteStream = process.stderr): PullDisplay {
  return stream.isTTY ? bar(name, stream) : lines(name, stream);
}

function bar(name: string, stream: NodeJS.WriteStream): PullDisplay {
  const shown = new SingleBar(
    {
      format: `  ${name} {bar} {percentage} %  {arrived} of {whole}, {eta_formatted} left  {file}`,
      stream,
      clearOnComplete: true,
      hideCursor: true,
      // The first figure of a resumed pull would make the speed look absurd.
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    at({ arrivedBytes, totalBytes, file }) {
      const words = { arrived: megabytes(arrivedBytes), whole: megabytes(totalBytes), file };
      if (started) shown.update(arrivedBytes, words);
      else shown.start(totalBytes, arrivedBytes, words);
      started = true;
    },
    retry: () => {},
    stop: () => shown.stop(),
  };
}

function lines(name: string, stream: NodeJS.WriteStream): PullDisplay {
  let next = 0;
  return {
    at({ arrivedBytes, totalBytes }) {
      const percent = Math.floor((arrivedBytes / totalBytes) * 100);
      if (percent < next) return;
      stream.write(`${name}: ${percent} % of ${megabytes(totalBytes)}\n`);
      next = percent - (percent % LINE_EVERY_PERCENT) + LINE_EVERY_PERCENT;
    },
    retry: (fault, waitMs) =>
      void stream.write(`${name}: ${fault.message}; trying again in ${Math.ceil(waitMs / 1000)} s\n`),
    stop: () => {},
  };
}

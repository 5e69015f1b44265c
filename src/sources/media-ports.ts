import { CallwardenError } from '../errors.js';

/** First and last port, both inclusive; `[0, 0]` for any free one. */
export type PortRange = readonly [number, number];

/**
 * The ports for audio of a line, as numbers.
 * @param line `mediaPorts` is `0` or e.g. `40000-40199`
 * @throws CallwardenError CW_CONFIG_INVALID when they are no range
 */
export function mediaPortRange(line: { readonly name: string; readonly mediaPorts: string }): PortRange {
  const [low = 0, high = low] = line.mediaPorts.split('-').map(Number);
  const any = low === 0 && high === 0;
  if (any || (low >= 1 && low <= high && high <= 65_535)) return [low, high];
  throw new CallwardenError(
    'CW_CONFIG_INVALID',
    `lines: ${line.name}: mediaPorts: ${line.mediaPorts} is no range of ports: write the lower one first, from 1 to 65535, e.g. 40000-40199.`,
  );
}

import type { Mistake } from './mistake.js';
import type { Config } from './schema.js';

/** The line that sample calls come from. */
export const SAMPLE_LINE = 'sample';

/** Health pages and metrics tell lines and sinks apart by their names. These are those of our own. */
const OURS = { lines: SAMPLE_LINE, sinks: 'line' } as const;

/** The first name that two lines or two sinks have, or that we have given already. */
export function mistakenName({
  lines,
  alerts: { sinks },
}: Pick<Config, 'lines' | 'alerts'>): Mistake | undefined {
  return mistakeAmong(['lines'], lines, OURS.lines) ?? mistakeAmong(['alerts', 'sinks'], sinks, OURS.sinks);
}

function mistakeAmong(
  list: readonly string[],
  entries: readonly { readonly name: string }[],
  ours: string,
): Mistake | undefined {
  for (const [index, { name }] of entries.entries()) {
    const path = [...list, String(index), 'name'];
    if (name === ours) return { path, what: `must be another: Callwarden itself uses "${ours}"` };
    const first = entries.findIndex((other) => other.name === name);
    if (first < index) {
      const other = [...list, first].join('.');
      return { path, what: `is "${name}", as that of ${other} is: give each its own \`name\`` };
    }
  }
  return undefined;
}

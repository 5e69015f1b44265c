import type { Command } from 'commander';

/** Options that change nothing about what is measured. */
const TELLING = new Set(['out', 'json']);

/** The summary is of everything as shipped: any other option would put other figures under the same headings. */
export function isShippedRun(paths: readonly string[], command: Command): boolean {
  const given = command.options
    .map((option) => option.attributeName())
    .filter((name) => !['default', undefined].includes(command.getOptionValueSource(name)));
  return paths.length === 0 && given.every((name) => TELLING.has(name));
}

/** Why the summary is not written, and what to do about it. @param missing corpora that are not on this machine */
export function summaryLeft(missing: readonly string[]): string {
  const how = missing.some((corpus) => corpus.startsWith('.cache'))
    ? '; python training/text/build.py --shared ../shared writes .cache/text, speak.py, hear.ts and build.py --force what was heard (training/text/README.md)'
    : '';
  return `docs/evaluation-summary.md is left as it is, because it also counts what is missing here: ${missing.join(', ')}${how}`;
}

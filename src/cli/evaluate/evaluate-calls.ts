import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { unwritable } from '../../errors/unwritable.js';
import { CallwardenError } from '../../errors.js';
import { missingCorpora, summaryFile } from '../../evaluation/manifest/own-corpora.js';
import { composeReport } from '../../evaluation/report/compose.js';
import { gapsOf } from '../../evaluation/report/gaps.js';
import { headlinesOf } from '../../evaluation/report/headlines.js';
import { toMarkdown } from '../../evaluation/report/markdown.js';
import { readReport, writeReport } from '../../evaluation/report/store.js';
import { summaryOf } from '../../evaluation/report/summary.js';
import { print, tell } from '../say.js';
import { fitTo, writeCalibration } from './fit.js';
import type { EvaluateFlags } from './flags.js';
import { runCalls } from './run.js';
import { isShippedRun, summaryLeft } from './summary.js';

/**
 * Runs the calls or reads what was measured before, fits to it where asked, and writes all that comes of it.
 * @throws CallwardenError CW_USAGE; of manifests, configuration, models and calibration; CW_FOLDER_UNWRITABLE before any call is run
 */
export async function evaluateCalls(
  paths: readonly string[],
  flags: EvaluateFlags,
  command: Command,
): Promise<void> {
  refuseIdle(paths, flags, command);
  const summary = isShippedRun(paths, command) ? summaryFile() : undefined;
  const missing = summary ? missingCorpora() : [];
  // Told before the run, which takes minutes.
  if (missing.length > 0) tell(summaryLeft(missing));
  const out = flags.out ?? nextFolder();
  const measured =
    flags.from === undefined ? await runCalls(paths, flags, out) : await readReport(flags.from);
  const fitted = flags.calibrate ? await fitTo(measured, flags, out) : undefined;
  const report = fitted?.report ?? measured;
  const written = await writeReport(out, report);

  if (summary && missing.length === 0) await writeFile(summary, summaryOf(report)).catch(unwritable(summary));

  for (const gap of gapsOf(report)) tell(gap);
  const { figures, blocks } = composeReport(report);
  if (flags.json) {
    print(JSON.stringify({ figures, problems: report.problems.length, report: written.json }));
  } else {
    print(toMarkdown('Evaluation', headlinesOf(report, blocks)));
    print(`The whole report: ${written.html}`);
  }
  if (fitted)
    await writeCalibration(fitted, flags.writeCalibration ?? join(out, 'calibration-en.json'), flags.budget);
}

/** What would do nothing is refused: whoever gave it expects something of it. @throws CallwardenError CW_USAGE */
function refuseIdle(paths: readonly string[], flags: EvaluateFlags, command: Command): void {
  if (flags.from !== undefined && paths.length > 0)
    throw new CallwardenError(
      'CW_USAGE',
      '--from draws what was run before: leave out the calls, or leave out --from.',
    );
  const given = ['writeCalibration', 'budget'].find((name) => command.getOptionValueSource(name) === 'cli');
  if (given !== undefined && !flags.calibrate)
    throw new CallwardenError(
      'CW_USAGE',
      '--budget and --write-calibration do nothing without --calibrate: add it.',
    );
}

/** `.cache/evaluation/1`, `/2` and so on, so that runs can be compared. */
function nextFolder(): string {
  const folder = join('.cache', 'evaluation');
  const numbers = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : [];
  return join(folder, String(Math.max(0, ...numbers) + 1));
}

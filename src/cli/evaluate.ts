import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultConfig, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { unwritable } from '../errors/unwritable.js';
import { type Budget, parseBudget } from '../evaluation/calibrate/budget.js';
import { type CalibratedReport, calibrate, refuseOtherSplits } from '../evaluation/calibrate/calibrate.js';
import { placementLines } from '../evaluation/calibrate/placement-lines.js';
import { evaluate } from '../evaluation/evaluate.js';
import type { Split } from '../evaluation/manifest/labelled-call.js';
import type { RowProblem } from '../evaluation/manifest/manifest.js';
import { missingCorpora, readOwnCorpora, summaryFile } from '../evaluation/manifest/own-corpora.js';
import { readManifest } from '../evaluation/manifest/read-manifest.js';
import { composeReport } from '../evaluation/report/compose.js';
import { gapsOf } from '../evaluation/report/gaps.js';
import { headlinesOf } from '../evaluation/report/headlines.js';
import { toMarkdown } from '../evaluation/report/markdown.js';
import type { EvaluationReport } from '../evaluation/report/record.js';
import { openFolder, readReport, writeReport } from '../evaluation/report/store.js';
import { summaryOf } from '../evaluation/report/summary.js';
import { interruptSignal } from './interrupt.js';
import { namedJudge } from './named-judge.js';
import { callCounter } from './terminal/call-counter.js';

interface EvaluateFlags {
  readonly out?: string;
  readonly from?: string;
  readonly split?: Split | 'all';
  readonly limit?: number;
  readonly seed: number;
  readonly realtime?: true;
  readonly ablate?: true;
  readonly rubric: readonly string[];
  readonly json?: true;
  readonly calibrate?: true;
  readonly budget: Budget;
  readonly calibration?: string;
  readonly writeCalibration?: string;
  readonly config?: string;
  readonly ear?: string;
  readonly gate?: string;
  /** Commander: `--no-judge` gives false. */
  readonly judge?: string | boolean;
}

/** Broken rows told one by one; the report has them all. */
const MOST_TOLD = 10;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('run labelled calls and report how good the detection is')
    .argument(
      '[manifest...]',
      'folders with a manifest.jsonl, or manifests (plain or .gz); see docs/evaluation.md',
    )
    .option('--out <folder>', 'where the report goes (default: the next number in .cache/evaluation)')
    .option('--from <report.json>', 'draw a report again instead of running calls')
    .addOption(new Option('--split <split>', 'calls to take').choices(['dev', 'test', 'all']))
    .option('--limit <calls>', 'take a sample of so many calls, each kind in its share', wholeNumber)
    .option('--seed <number>', 'draws the sample and the intervals', wholeNumber, 1)
    .option('--realtime', 'play recordings at the pace of the call, for true latencies')
    .option('--ablate', 'also ask the judge about every piece of speech')
    .addOption(
      new Option('--rubric <folder>', 'also ask the judge in the words of this folder; can be given again')
        .argParser((folder: string, before: readonly string[]) => [...before, folder])
        .default([], 'none'),
    )
    .option('--json', 'the headline as JSON on stdout and nothing else')
    .option('--calibrate', 'fit probabilities and thresholds to the dev split')
    .addOption(
      new Option('--budget <budget>', 'false alerts allowed, with --calibrate')
        .argParser(parseBudget)
        .default(parseBudget('1 per 100h'), '"1 per 100h"'),
    )
    .option('--write-calibration <file>', 'where --calibrate writes (default: into the report folder)')
    .option('--calibration <file>', 'calibration to judge with instead of the shipped one')
    .option('--config <file>', 'configuration (docs/configuration.md)')
    .option('--ear <model>', 'speech model to use, by name or folder')
    .option('--gate <model>', 'gate model to use, by name or folder')
    .option('--judge <model>', 'judge model to use, by name or folder')
    .option('--no-judge', 'run on the gate alone')
    .action(evaluateCalls);
}

async function evaluateCalls(
  paths: readonly string[],
  flags: EvaluateFlags,
  command: Command,
): Promise<void> {
  const summary = isShippedRun(paths, command) ? summaryFile() : undefined;
  const missing = summary ? missingCorpora() : [];
  // Told before the run, which takes minutes.
  if (missing.length > 0) tell(summaryLeft(missing));
  const out = flags.out ?? nextFolder();
  const measured = flags.from === undefined ? await run(paths, flags, out) : await readReport(flags.from);
  const fitted = flags.calibrate ? await fitTo(measured, flags, out) : undefined;
  const report = fitted?.report ?? measured;
  const written = await writeReport(out, report);

  if (summary && missing.length === 0) await writeFile(summary, summaryOf(report)).catch(unwritable(summary));

  for (const gap of gapsOf(report)) tell(gap);
  const { figures, blocks } = composeReport(report);
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ figures, problems: report.problems.length, report: written.json })}\n`,
    );
  } else {
    process.stdout.write(`${toMarkdown('Evaluation', headlinesOf(report, blocks))}\n`);
    process.stdout.write(`The whole report: ${written.html}\n`);
  }
  if (fitted)
    await writeCalibration(fitted, flags.writeCalibration ?? join(out, 'calibration-en.json'), flags.budget);
}

/** Options that change nothing about what is measured. */
const TELLING = new Set(['out', 'json']);

/** The summary is of everything as shipped: any other option would put other figures under the same headings. */
export function isShippedRun(paths: readonly string[], command: Command): boolean {
  const given = command.options
    .map((option) => option.attributeName())
    .filter((name) => !['default', undefined].includes(command.getOptionValueSource(name)));
  return paths.length === 0 && given.every((name) => TELLING.has(name));
}

export function summaryLeft(missing: readonly string[]): string {
  const how = missing.some((corpus) => corpus.startsWith('.cache'))
    ? '; python training/text/build.py --shared ../shared writes .cache/text, speak.py, hear.ts and build.py --force what was heard (training/text/README.md)'
    : '';
  return `docs/evaluation-summary.md is left as it is, because it also counts what is missing here: ${missing.join(', ')}${how}`;
}

/** What was measured is kept before it is fitted to: a budget that cannot be met must not cost the run. */
async function fitTo(
  measured: EvaluationReport,
  { budget, from }: EvaluateFlags,
  out: string,
): Promise<CalibratedReport> {
  if (from !== undefined) return calibrate(measured, budget);
  const { json } = await writeReport(out, measured);
  try {
    return calibrate(measured, budget);
  } catch (thrown) {
    tell(`what was measured is in ${json}: --from fits to it again, with another budget`);
    throw thrown;
  }
}

async function run(paths: readonly string[], flags: EvaluateFlags, out: string): Promise<EvaluationReport> {
  const manifests = paths.length > 0 ? await Promise.all(paths.map(readManifest)) : await readOwnCorpora();
  const split = flags.split ?? (flags.calibrate ? 'dev' : 'test');
  if (flags.calibrate)
    refuseOtherSplits(
      split,
      manifests.flatMap(({ calls }) => calls),
    );
  const broken = manifests.flatMap(({ problems }) => problems);
  tellRows(broken, 'rows that are broken and skipped');
  const slips = manifests.flatMap(({ remarks }) => remarks);
  tellRows(slips, 'remarks on rows that are used');
  const config = await configOf(flags);
  await openFolder(out);
  const counter = callCounter();
  try {
    const report = await evaluate(manifests, config, {
      split,
      seed: flags.seed,
      realtime: flags.realtime ?? false,
      ablate: flags.ablate ?? false,
      rubrics: flags.rubric,
      version,
      signal: interruptSignal(),
      onProgress: counter.at,
      onNotice: tell,
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    });
    tellRows(report.problems.slice(broken.length), 'calls that could not be run');
    tellRows((report.remarks ?? []).slice(slips.length), 'calls that were run, but see above');
    return report;
  } finally {
    counter.stop();
  }
}

async function writeCalibration(fitted: CalibratedReport, file: string, budget: Budget): Promise<void> {
  await writeFile(file, `${JSON.stringify(fitted.calibration, null, 2)}\n`).catch(unwritable(file));
  for (const level of ['suspicious', 'scam'] as const) {
    for (const line of placementLines(level, fitted[level], budget[level])) tell(line);
  }
  tell(`the calibration is in ${file}`);
}

async function configOf(flags: EvaluateFlags): Promise<Config> {
  const config = flags.config === undefined ? defaultConfig() : await loadConfig(flags.config);
  const { transcription, detection } = config;
  return {
    ...config,
    transcription: { ...transcription, model: flags.ear ?? transcription.model },
    detection: {
      ...detection,
      judge: await namedJudge(flags.judge, detection.judge),
      gate: flags.gate ?? detection.gate,
      calibration: flags.calibration ?? detection.calibration,
    },
  };
}

function tellRows(rows: readonly RowProblem[], what: string): void {
  for (const { corpus, line, reason } of rows.slice(0, MOST_TOLD))
    tell(`${corpus}${line > 0 ? `, line ${line}` : ''}: ${reason}`);
  if (rows.length > 0) tell(`${what}: ${rows.length}`);
}

/** `.cache/evaluation/1`, `/2` and so on, so that runs can be compared. */
function nextFolder(): string {
  const folder = join('.cache', 'evaluation');
  const numbers = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : [];
  return join(folder, String(Math.max(0, ...numbers) + 1));
}

function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Number(value);
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}

function tell(line: string): void {
  process.stderr.write(`callwarden: ${line}\n`);
}

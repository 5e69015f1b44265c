import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseBudget } from '../evaluation/calibrate/budget.js';
import { evaluateCalls } from './evaluate/evaluate-calls.js';

/** They say what is run, or how: what was run before stays as it is. */
const RUN_OPTIONS = [
  'split',
  'limit',
  'seed',
  'realtime',
  'ablate',
  'rubric',
  'calibration',
  'config',
  'ear',
  'gate',
  'judge',
];

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('run labelled calls and report how good the detection is')
    .argument(
      '[manifest...]',
      'folders with a manifest.jsonl, or manifests (plain or .gz); see docs/evaluation.md',
    )
    .option('--out <folder>', 'where the report goes (default: the next number in .cache/evaluation)')
    .addOption(
      new Option('--from <report.json>', 'draw a report again instead of running calls').conflicts(
        RUN_OPTIONS,
      ),
    )
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

function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Number(value);
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}

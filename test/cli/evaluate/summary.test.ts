import { Command } from 'commander';
import { expect, it } from 'vitest';
import { isShippedRun, summaryLeft } from '../../../src/cli/evaluate/summary.js';
import { register } from '../../../src/cli/evaluate.js';

/** The command as it is after these arguments; it is not run. */
function given(...args: string[]): boolean {
  const program = new Command();
  register(program);
  const [command] = program.commands;
  if (!command) throw new Error('no command');
  const { operands } = command.parseOptions(args);
  return isShippedRun(operands, command);
}

it.each([[[]], [['--out', 'somewhere', '--json']]])('writes the summary after %j', (args) => {
  expect(given(...args)).toBe(true);
});

it.each([
  [['calls/']],
  [['--from', 'report.json']],
  [['--split', 'dev']],
  [['--limit', '5']],
  [['--seed', '2']],
  [['--realtime']],
  [['--ablate']],
  [['--rubric', 'prompts']],
  [['--calibrate']],
  [['--calibration', 'c.json']],
  [['--config', 'c.yaml']],
  [['--ear', 'e']],
  [['--gate', 'g']],
  [['--judge', 'j']],
  [['--no-judge']],
])('leaves the summary alone after %j', (args) => {
  expect(given(...args)).toBe(false);
});

it('says what the summary lacks and what to do about it', () => {
  expect(summaryLeft(['.cache/text/test.jsonl.gz', '.cache/text/test-heard.jsonl.gz'])).toMatch(
    /left as it is.*test\.jsonl\.gz, \.cache\/text\/test-heard\.jsonl\.gz; python training\/text\/build\.py/,
  );
  expect(summaryLeft(['../shared/calls'])).not.toContain('build.py');
});

import { Command } from 'commander';
import { expect, it } from 'vitest';
import { register } from '../../../src/cli/evaluate.js';

/** Nothing is read or run: it is refused before. */
function refusalOf(...args: string[]): Promise<unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  register(program);
  return program.parseAsync(['evaluate', ...args], { from: 'user' }).then(
    () => 'nothing',
    (thrown: { readonly code: string }) => thrown.code,
  );
}

it.each([
  [['--from', 'report.json', 'calls/'], 'CW_USAGE'],
  [['--from', 'report.json', '--calibration', 'other.json'], 'commander.conflictingOption'],
  [['--from', 'report.json', '--split', 'dev'], 'commander.conflictingOption'],
  [['--from', 'report.json', '--no-judge'], 'commander.conflictingOption'],
  [['--budget', '1 per 100h'], 'CW_USAGE'],
  [['--write-calibration', 'c.json'], 'CW_USAGE'],
])('refuses %j, part of which would do nothing', async (args, code) => {
  expect(await refusalOf(...args)).toBe(code);
});

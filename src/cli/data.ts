import { type Command, InvalidArgumentError, Option } from 'commander';
import { LEVELS } from '../store/history/read-call.js';
import { audit } from './data/audit.js';
import { calls } from './data/calls.js';
import { exportCalls } from './data/export.js';
import { info } from './data/info.js';
import { encrypt, rekey } from './data/keys.js';
import { deleteCalls, purge } from './data/remove.js';

/** More calls than a page of the history has, the store does not give. */
const MOST_CALLS = 200;

export function register(program: Command): void {
  const data = program
    .command('data')
    .description('what is remembered: look, export, delete, encrypt (docs/store.md)');
  const command = (name: string, description: string) =>
    data
      .command(name)
      .description(description)
      .option('--config <file>', 'configuration (docs/configuration.md)');
  const selecting = (name: string, description: string) =>
    command(name, description)
      .addOption(new Option('--call <id>', 'this call').conflicts('number'))
      .option('--number <number>', 'all calls with this number of the other side, however it is written');

  command('info', 'where it is, how much there is, and what is kept for how long')
    .option('--json', 'as JSON, for scripts')
    .action(info);
  command('calls', 'calls that are remembered, newest first')
    .addOption(new Option('--level <level>', 'that came to this level').choices(LEVELS))
    .option('--number <number>', 'with this number of the other side')
    .option('--search <words>', 'with this in a number, a name, a category or the words kept')
    .option('--limit <calls>', `how many, ${MOST_CALLS} at most`, upTo(MOST_CALLS), 50)
    .option('--json', 'as JSON, for scripts')
    .action(calls);
  selecting('export', 'everything that is kept of a call or a number, as JSON')
    .option('--out <file>', 'write here instead of to standard output')
    .action(exportCalls);
  selecting('delete', 'remove a call or all calls of a number, for good')
    .option('--yes', 'do not ask')
    .action(deleteCalls);
  command('purge', 'remove now what is older than `store.keepDays` allows, as the service does daily').action(
    purge,
  );
  command('audit', 'who looked at, exported or deleted what, and whether that log was tampered with')
    .option('--call <id>', 'entries about this call')
    .option('--limit <entries>', 'how many, newest first', upTo(999_999), 50)
    .option('--head <hash>', 'hash of the last entry as it was noted before: it must still be in the log')
    .option('--json', 'as JSON, for scripts')
    .action(audit);
  command('encrypt', 'encrypt a plain database with the key of the configuration; stop the service first')
    .option('--yes', 'do not ask')
    .action(encrypt);
  command('rekey', 'give an encrypted database another key; stop the service first')
    .requiredOption('--new-key-file <file>', 'file with the new key')
    .option('--yes', 'do not ask')
    .action(rekey);
}

function upTo(most: number): (value: string) => number {
  return (value) => {
    if (/^\d{1,6}$/.test(value) && Number(value) > 0 && Number(value) <= most) return Number(value);
    throw new InvalidArgumentError(`A whole number from 1 to ${most} is needed.`);
  };
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { CallwardenError } from '../errors.js';
import { analyzeFiles } from './analyze.js';

/** A call made for this project: it ships with it, so the first start needs nothing else. */
const FIXTURES = new URL('../../audio-fixtures/', import.meta.url);
const DEFAULT_CALL = 'scam-bank-safe-account';

export function register(program: Command): void {
  program
    .command('demo')
    .description('play a sample scam call through the live pipeline')
    .argument('[call]', 'which sample: a file name in audio-fixtures/ without its ending', DEFAULT_CALL)
    .option('--fast', 'as fast as the machine allows instead of at the pace of the call')
    .action(async (call: string, { fast }: { fast?: true }) => {
      const file = fileURLToPath(new URL(`${call}.wav`, FIXTURES));
      if (!/^[a-z0-9-]+$/.test(call) || !existsSync(file)) {
        throw new CallwardenError(
          'CW_USAGE',
          `There is no sample call "${call}": see the folder audio-fixtures/.`,
        );
      }
      process.stdout.write(
        `Callwarden plays a sample call${fast ? '' : ' at its real pace'} and listens to it as to a live line.\n\n`,
      );
      await analyzeFiles([file], { judge: true, redact: true, ...(fast ? {} : { realtime: true }) });
      // A found scam is what a demonstration is for, not a failure of `npm start`.
      if (process.exitCode === 10 || process.exitCode === 20) process.exitCode = 0;
    });
}

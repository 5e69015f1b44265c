import type { Command } from 'commander';
import { DEFAULT_SAMPLE } from '../server/samples/sample-files.js';
import { analyzeFiles } from './analyze.js';
import { namedSample } from './named-sample.js';

export function register(program: Command): void {
  program
    .command('demo')
    .description('play a sample scam call through the live pipeline')
    .argument('[call]', 'which sample: a file name in audio-fixtures/ without its ending', DEFAULT_SAMPLE)
    .option('--fast', 'as fast as the machine allows instead of at the pace of the call')
    .action(async (call: string, { fast }: { fast?: true }) => {
      const file = await namedSample(call);
      process.stdout.write(
        `Callwarden plays a sample call${fast ? '' : ' at its real pace'} and listens to it as to a live line.\n\n`,
      );
      await analyzeFiles([file], { judge: true, redact: true, ...(fast ? {} : { realtime: true }) });
      // A found scam is what a demonstration is for, not a failure of `npm start`.
      if (process.exitCode === 10 || process.exitCode === 20) process.exitCode = 0;
    });
}

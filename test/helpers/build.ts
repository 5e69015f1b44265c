import { execFileSync } from 'node:child_process';
import { repository } from './shipped.js';

/** Tests of the command run what a person runs: the built program. Does nothing when it is up to date. */
export default function build(): void {
  execFileSync(process.execPath, [`${repository}scripts/setup.mjs`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

import { createInterface } from 'node:readline/promises';
import { CallwardenError } from '../../errors.js';

/**
 * Asks before something is done that cannot be undone.
 * @throws CallwardenError CW_USAGE where nobody can be asked, CW_ABORTED where the answer is no
 */
export async function confirm(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new CallwardenError('CW_USAGE', `${question} Nobody can be asked here: add --yes to go on.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new CallwardenError('CW_ABORTED', 'Nothing was changed.');
}

import { basename, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../../config/schema.js';
import { type EngineJudge, loadJudge } from '../../detection/judge/engine-judge.js';
import type { Judge } from '../../detection/judge/judge.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { resolveModel } from '../../models/resolve.js';
import type { Turn } from '../../transcription/turn.js';
import { isUnanswered } from './evidence.js';

/** The same judge, asked in other words. */
export interface Rubrics extends AsyncDisposable {
  readonly judges: readonly { readonly name: string; readonly judge: EngineJudge }[];
}

/**
 * Loads the configured judge once for each folder of prompts.
 * @throws CallwardenError CW_USAGE without a judge, CW_CONFIG_INVALID when a folder is not like prompts/, and as
 *   `loadJudge`
 */
export async function openRubrics(folders: readonly string[], { detection }: Config): Promise<Rubrics> {
  const judges: { name: string; judge: EngineJudge }[] = [];
  const close = async () => {
    for (const { judge } of judges.splice(0)) await judge.close();
  };
  if (folders.length > 0 && detection.judge === null)
    throw new CallwardenError('CW_USAGE', 'Rubrics need a judge to ask: leave out --no-judge.');
  try {
    for (const folder of folders) {
      const judge = await loadJudge({
        model: await resolveModel(detection.judge ?? '', { kind: 'judge' }),
        prompts: pathToFileURL(resolve(folder) + sep),
        threads: detection.judgeThreads,
        sequences: 1,
        deadlineMs: detection.judgeDeadlineMs,
      }).catch((thrown: unknown) => {
        const { code, message } = asCallwardenError(thrown);
        throw new CallwardenError(code, `The rubric ${folder} cannot be used: ${message}`, { cause: thrown });
      });
      judges.push({ name: basename(resolve(folder)), judge });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { judges, [Symbol.asyncDispose]: close };
}

/**
 * The highest that a judge says of a call when it is asked after each of these numbers of pieces; null when it never
 * answers.
 * @param onUnanswered told when it gives no answer, with the reason
 * @throws CallwardenError as `JudgeSession.assess`, but for what is the judge's
 */
export async function highestOf(
  judge: Pick<Judge, 'open'>,
  callId: string,
  pieces: readonly Turn[],
  askedAfter: Iterable<number>,
  { signal, onUnanswered }: { readonly signal: AbortSignal; readonly onUnanswered: (reason: string) => void },
): Promise<number | null> {
  const session = judge.open(callId);
  try {
    let highest: number | null = null;
    for (const heard of askedAfter) {
      try {
        const { logit } = await session.assess(pieces.slice(0, heard), { signal });
        if (highest === null || logit > highest) highest = logit;
      } catch (thrown) {
        const error = asCallwardenError(thrown);
        if (!isUnanswered(error)) throw error;
        onUnanswered(error.message);
      }
    }
    return highest;
  } finally {
    session.close();
  }
}

import type { Engines } from '../../calls/engines.js';
import type { Config } from '../../config/schema.js';
import type { Judge } from '../../detection/judge/judge.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import type { EvaluationCall, RowProblem } from '../manifest/manifest.js';
import type { CallRecord } from '../report/record.js';
import { runRecording } from './run-recording.js';
import { runTranscript } from './run-transcript.js';

export interface RunCallsOptions {
  readonly realtime: boolean;
  readonly ablate: boolean;
  readonly rubrics: readonly Judge[];
  readonly signal: AbortSignal;
  /** Told after each call; `share` is how much of the work is done, 0..1. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly share: number;
}

/** Hearing a recording takes about as long as this many written calls. */
const RECORDING_WORK = 50;

export interface RanCalls {
  readonly records: CallRecord[];
  /** Calls that could not be run: a damaged recording costs itself only. */
  readonly problems: RowProblem[];
  /** Calls that were run, but of which something has to be known, e.g. that the recording is cut off. */
  readonly remarks: RowProblem[];
  /** Each reason for which the judge gave no answer, and how often. */
  readonly unanswered: ReadonlyMap<string, number>;
}

/**
 * Runs calls one after the other, so that the result does not depend on what else is judged at the same time.
 * An audio call with labelled turns is run a second time on their text, as an ear without errors would hear it.
 * @throws CallwardenError CW_ABORTED
 */
export async function runCalls(
  calls: readonly EvaluationCall[],
  engines: Engines,
  config: Config,
  options: RunCallsOptions,
): Promise<RanCalls> {
  const { realtime, ablate, rubrics, signal, onProgress } = options;
  const unanswered = new Map<string, number>();
  const onUnanswered = (reason: string) => unanswered.set(reason, (unanswered.get(reason) ?? 0) + 1);
  const transcript = { keepWords: config.transcript.keepWords, ablate, rubrics, onUnanswered, signal };
  const records: CallRecord[] = [];
  const problems: RowProblem[] = [];
  const remarks: RowProblem[] = [];
  const workOf = ({ recording }: EvaluationCall) => (recording ? RECORDING_WORK : 1);
  const work = calls.reduce((sum, call) => sum + workOf(call), 0);
  let worked = 0;
  for (const [done, call] of calls.entries()) {
    if (signal.aborted)
      throw new CallwardenError('CW_ABORTED', `The evaluation was stopped after ${done} calls.`);
    const { recording, turns = [], corpus, line = 0 } = call;
    const onNotice = (notice: string) => remarks.push({ corpus, line, reason: `${call.id}: ${notice}` });
    const audio = { realtime, onUnanswered, onNotice, signal };
    try {
      if (recording) records.push(await runRecording(call, recording, engines, config, audio));
      if (turns.length > 0) {
        const kind = recording ? 'labels' : 'text';
        records.push(await runTranscript(call, turns, kind, engines, transcript));
      }
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      // One bad recording must not cost the others; an engine that is gone would cost them all.
      if (signal.aborted || !isOfTheCall(error)) throw error;
      problems.push({ corpus, line, reason: `${call.id}: ${error.message} [${error.code}]` });
    }
    worked += workOf(call);
    onProgress?.({ done: done + 1, of: calls.length, share: worked / work });
  }
  return { records, problems, remarks, unanswered };
}

function isOfTheCall({ code }: CallwardenError): boolean {
  return code.startsWith('CW_AUDIO_') || code.startsWith('CW_FILE_') || code === 'CW_FFMPEG_MISSING';
}

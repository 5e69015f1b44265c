import { loadEngines } from '../calls/engines.js';
import { patient } from '../config/patient.js';
import type { Config } from '../config/schema.js';
import { CallwardenError } from '../errors.js';
import type { Split } from './manifest/labelled-call.js';
import type { EvaluationCall, Manifest, RowProblem } from './manifest/manifest.js';
import { selectCalls } from './manifest/select.js';
import type { EvaluationReport } from './report/record.js';
import { cpuMeter } from './run/cpu-meter.js';
import { provenanceOf } from './run/provenance.js';
import { openRubrics } from './run/rubrics.js';
import { type Progress, runCalls } from './run/run-calls.js';

export interface EvaluateOptions {
  readonly split: Split | 'all';
  readonly limit?: number;
  readonly seed: number;
  readonly realtime: boolean;
  readonly ablate: boolean;
  /** Folders like prompts/: the judge is asked in these words, too. */
  readonly rubrics?: readonly string[];
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNotice?: (notice: string) => void;
}

/**
 * Runs labelled calls through the product and gives the record of it. A manifest that is given twice counts once.
 * @throws CallwardenError CW_MANIFEST_EMPTY when no call is left to run, CW_ABORTED, and as `loadEngines`
 */
export async function evaluate(
  given: readonly Manifest[],
  config: Config,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  const manifests = unlike(given);
  const all = manifests.flatMap(({ calls }) => calls);
  const broken = manifests.flatMap(({ problems }) => problems);
  const slips = manifests.flatMap(({ remarks }) => remarks);
  const calls = selectCalls(all, options);
  if (calls.length === 0) throw nothingLeft(all, broken, options.split);

  const startedAt = new Date();
  const began = performance.now();
  const cpu = cpuMeter();
  await using engines = await loadEngines(options.realtime ? config : patient(config));
  for (const notice of engines.notices) options.onNotice?.(notice);
  await using rubrics = await openRubrics(options.rubrics ?? [], patient(config));
  const { records, problems, remarks, unanswered } = await runCalls(calls, engines, config, {
    ...options,
    rubrics: rubrics.judges.map(({ judge }) => judge),
  });
  const failures = [...unanswered].map(
    ([reason, times]) => `The judge gave no answer, ${times} times: ${reason}`,
  );
  for (const failure of failures) options.onNotice?.(failure);
  if (records.length === 0) throw nothingLeft(calls, [...broken, ...problems], options.split);
  return {
    version: 1,
    run: {
      startedAt: startedAt.toISOString(),
      version: options.version,
      ...(await provenanceOf(engines, config, manifests, calls)),
      ...(rubrics.judges.length > 0
        ? { rubrics: rubrics.judges.map(({ name, judge: { promptHash } }) => ({ name, promptHash })) }
        : {}),
      options: {
        split: options.split,
        limit: options.limit ?? null,
        seed: options.seed,
        realtime: options.realtime,
        ablate: options.ablate,
      },
      manifests: manifests.flatMap((manifest) => taken(manifest, calls)),
      notices: [...engines.notices, ...failures],
      wallMs: performance.now() - began,
      cpuMs: cpu(),
    },
    calibration: engines.calibration,
    problems: [...broken, ...problems],
    remarks: [...slips, ...remarks],
    calls: records,
  };
}

function unlike(manifests: readonly Manifest[]): readonly Manifest[] {
  // The same rows in another folder may be of other recordings.
  const key = ({ sha256, calls }: Manifest) =>
    JSON.stringify([sha256, calls.find(({ recording }) => recording)?.recording]);
  return [...new Map(manifests.map((manifest) => [key(manifest), manifest])).values()];
}

function taken({ calls, problems, sha256 }: Manifest, chosen: readonly EvaluationCall[]) {
  const corpus = calls[0]?.corpus ?? problems[0]?.corpus;
  if (corpus === undefined) return [];
  const rows = calls.length + problems.length;
  const mine = new Set(calls);
  return [{ corpus, rows, taken: chosen.filter((call) => mine.has(call)).length, sha256 }];
}

function nothingLeft(calls: readonly EvaluationCall[], problems: readonly RowProblem[], split: string) {
  const [first] = problems;
  const why =
    first !== undefined
      ? `${problems.length} rows cannot be used, the first: ${first.corpus}${first.line > 0 ? `, line ${first.line}` : ''}: ${first.reason}`
      : calls.length > 0
        ? `none of the ${calls.length} calls belongs to the split "${split}"; --split takes another`
        : 'no manifest has a row; docs/evaluation.md shows what one looks like';
  return new CallwardenError('CW_MANIFEST_EMPTY', `There is no call to evaluate: ${why}.`);
}

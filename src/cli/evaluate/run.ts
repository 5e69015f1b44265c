import { readFileSync } from 'node:fs';
import { defaultConfig, loadConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import type { ErrorCode } from '../../errors.js';
import { refuseOtherSplits } from '../../evaluation/calibrate/calibrate.js';
import { evaluate } from '../../evaluation/evaluate.js';
import type { RowProblem } from '../../evaluation/manifest/manifest.js';
import { readOwnCorpora } from '../../evaluation/manifest/own-corpora.js';
import { readManifest } from '../../evaluation/manifest/read-manifest.js';
import type { EvaluationReport } from '../../evaluation/report/record.js';
import { openFolder } from '../../evaluation/report/store.js';
import { interruptSignal } from '../interrupt.js';
import { namedJudge } from '../named-judge.js';
import { tell } from '../say.js';
import { callCounter } from '../terminal/call-counter.js';
import type { EvaluateFlags } from './flags.js';

/** Broken rows told one by one; the report has them all. */
const MOST_TOLD = 10;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/**
 * Runs the calls of these manifests, or of our own corpora where none is given, and tells what is wrong with them.
 * @param out where the report will go: made now, so that no run is lost
 * @throws CallwardenError of manifests, configuration and models; CW_FOLDER_UNWRITABLE
 */
export async function runCalls(
  paths: readonly string[],
  flags: EvaluateFlags,
  out: string,
): Promise<EvaluationReport> {
  const manifests = paths.length > 0 ? await Promise.all(paths.map(readManifest)) : await readOwnCorpora();
  const split = flags.split ?? (flags.calibrate ? 'dev' : 'test');
  if (flags.calibrate)
    refuseOtherSplits(
      split,
      manifests.flatMap(({ calls }) => calls),
    );
  const broken = manifests.flatMap(({ problems }) => problems);
  tellRows(broken, 'rows that are broken and skipped', 'CW_MANIFEST_ROW');
  const slips = manifests.flatMap(({ remarks }) => remarks);
  tellRows(slips, 'remarks on rows that are used');
  const config = await configOf(flags);
  await openFolder(out);
  const counter = callCounter();
  try {
    const report = await evaluate(manifests, config, {
      split,
      seed: flags.seed,
      realtime: flags.realtime ?? false,
      ablate: flags.ablate ?? false,
      rubrics: flags.rubric,
      version,
      signal: interruptSignal(),
      onProgress: counter.at,
      onNotice: tell,
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    });
    tellRows(report.problems.slice(broken.length), 'calls that could not be run');
    tellRows((report.remarks ?? []).slice(slips.length), 'calls that were run, but see above');
    return report;
  } finally {
    counter.stop();
  }
}

async function configOf(flags: EvaluateFlags): Promise<Config> {
  const config = flags.config === undefined ? defaultConfig() : await loadConfig(flags.config);
  const { transcription, detection } = config;
  return {
    ...config,
    transcription: { ...transcription, model: flags.ear ?? transcription.model },
    detection: {
      ...detection,
      judge: await namedJudge(flags.judge, detection.judge),
      gate: flags.gate ?? detection.gate,
      calibration: flags.calibration ?? detection.calibration,
    },
  };
}

function tellRows(rows: readonly RowProblem[], what: string, code?: ErrorCode): void {
  for (const { corpus, line, reason } of rows.slice(0, MOST_TOLD))
    tell(`${corpus}${line > 0 ? `, line ${line}` : ''}: ${reason}`);
  if (rows.length > 0) tell(`${what}: ${rows.length}${code ? ` [${code}]` : ''}`);
}

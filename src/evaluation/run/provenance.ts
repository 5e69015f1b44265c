import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engines } from '../../calls/engines.js';
import type { Config } from '../../config/schema.js';
import { cardDigest } from '../../models/card.js';
import { sha256File } from '../../models/digest.js';
import { resolveModel } from '../../models/resolve.js';
import type { EvaluationCall, Manifest } from '../manifest/manifest.js';
import type { RunInfo } from '../report/record.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What a figure must carry to be believed later: which models, prompt, data and code gave it. */
export async function provenanceOf(
  engines: Engines,
  config: Config,
  manifests: readonly Manifest[],
  calls: readonly EvaluationCall[],
): Promise<Pick<RunInfo, 'gitRevision' | 'models' | 'modelNames' | 'promptHash' | 'dataHash' | 'machine'>> {
  const judge =
    engines.judge && config.detection.judge ? await resolveModel(config.detection.judge) : undefined;
  const { ear, gate } = engines;
  return {
    gitRevision: await gitRevision(),
    models: {
      ear: cardDigest(ear.card),
      gate: cardDigest(gate.card),
      judge: judge ? cardDigest(judge.card) : null,
    },
    modelNames: {
      ear: `${ear.card.name} ${ear.card.version}`,
      gate: `${gate.card.name} ${gate.card.version}`,
      judge: engines.judge?.model ?? null,
    },
    promptHash: engines.judge?.promptHash ?? null,
    dataHash: digest([...manifests.map(({ sha256 }) => sha256), ...(await recordingHashes(calls))].sort()),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`,
  };
}

/** The sound itself: a recording may change while its row stays. One that cannot be read has no part in the result. */
async function recordingHashes(calls: readonly EvaluationCall[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const { recording } of calls) {
    if (!recording) continue;
    const files = 'file' in recording ? [recording.file] : [recording.remote, recording.local];
    for (const file of files) hashes.push(await sha256File(file).catch(() => 'unreadable'));
  }
  return hashes;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** The commit this runs from, marked when the tree is not as committed; null outside of a clone. */
async function gitRevision(): Promise<string | null> {
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
    const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT });
    return stdout.trim();
  } catch {
    return null;
  }
}

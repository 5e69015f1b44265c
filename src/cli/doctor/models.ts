import type { Config } from '../../config/schema.js';
import { asCallwardenError } from '../../errors.js';
import type { ModelKind } from '../../models/card.js';
import type { ModelFolders } from '../../models/folders.js';
import { resolveModel } from '../../models/resolve.js';
import { stampsIn, verifyModel } from '../../models/verify.js';
import type { Finding } from './finding.js';

interface Needed {
  readonly kind: ModelKind;
  readonly title: string;
  /** Undefined when the configuration does without. */
  readonly name: string | null;
  /** What is lost without it; undefined when nothing works then. */
  readonly without?: string;
}

/** Are the models that this configuration asks for here, and are their files right? */
export async function checkModels(
  { transcription, detection }: Pick<Config, 'transcription' | 'detection'>,
  folders: ModelFolders,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const needed: readonly Needed[] = [
    { kind: 'vad', title: 'Voice activity', name: 'silero-vad' },
    { kind: 'ear', title: 'Ear', name: transcription.model },
    { kind: 'gate', title: 'Gate', name: detection.gate },
    { kind: 'judge', title: 'Judge', name: detection.judge, without: 'the gate alone judges' },
  ];
  const findings: Finding[] = [];
  for (const model of needed) findings.push(await check(model, folders, signal));
  return findings;
}

async function check(needed: Needed, folders: ModelFolders, signal: AbortSignal): Promise<Finding> {
  const { kind, title, name, without } = needed;
  const finding = { id: `model-${kind}`, title } as const;
  if (name === null) return { ...finding, status: 'ok', detail: `none is configured: ${without ?? ''}` };
  try {
    const model = await resolveModel(name, { kind, folders });
    await verifyModel(model, { signal, stamps: stampsIn(folders.user) });
    const { version, licence } = model.card;
    return { ...finding, status: 'ok', detail: `${name}, version ${version}, ${licence}, files verified` };
  } catch (thrown) {
    const { code, message } = asCallwardenError(thrown);
    // A missing judge makes the verdicts poorer; a broken one is a fault to be mended.
    if (without !== undefined && code === 'CW_MODEL_MISSING') {
      return { ...finding, status: 'warn', detail: `no "${name}" is here: ${without}`, advice: message };
    }
    return { ...finding, status: 'fail', detail: `"${name}" cannot be used [${code}]`, advice: message };
  }
}

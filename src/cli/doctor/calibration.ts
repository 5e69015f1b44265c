import { join } from 'node:path';
import type { Config } from '../../config/schema.js';
import { calibrationGaps } from '../../detection/calibrated-for.js';
import { loadCalibration } from '../../detection/calibration.js';
import { loadPrompt } from '../../detection/judge/prompts.js';
import { asCallwardenError } from '../../errors.js';
import { cardDigest, type ModelKind } from '../../models/card.js';
import type { ModelFolders } from '../../models/folders.js';
import { resolveModel } from '../../models/resolve.js';
import type { Finding } from './finding.js';

/** Were the thresholds fitted to the models that this configuration asks for? */
export async function checkCalibration(
  { transcription, detection }: Pick<Config, 'transcription' | 'detection'>,
  folders: ModelFolders,
): Promise<Finding> {
  const finding = { id: 'calibration', title: 'Thresholds' } as const;
  const find = async (name: string, kind: ModelKind) =>
    (await resolveModel(name, { kind, folders }).catch(() => undefined))?.card;
  try {
    const file = detection.calibration ?? join(folders.shipped, 'calibration-en.json');
    const calibration = await loadCalibration(file);
    const gate = await find(detection.gate, 'gate');
    // A model that is missing is a finding of its own.
    if (!gate) return { ...finding, status: 'ok', detail: calibration.provenance.method };
    const judge = detection.judge === null ? undefined : await find(detection.judge, 'judge');
    const [gap] = calibrationGaps(calibration, {
      gate: cardDigest(gate),
      judge: judge ? cardDigest(judge) : null,
      promptHash: judge ? (await loadPrompt(judge.template ?? 'chat')).hash : null,
    });
    if (gap !== undefined) {
      const advice = 'Fit them with `callwarden evaluate --calibrate` (docs/evaluation.md).';
      return { ...finding, status: 'warn', detail: gap.split(':')[0] ?? gap, advice };
    }
    const ear = await find(transcription.model, 'ear');
    const heardBy = calibration.provenance.models['ear'] ?? null;
    const note =
      ear && heardBy !== null && heardBy !== cardDigest(ear)
        ? '; another ear was in use then, which does not matter: thresholds are fitted to words'
        : '';
    return { ...finding, status: 'ok', detail: `fitted to this gate and judge${note}` };
  } catch (thrown) {
    const { code, message } = asCallwardenError(thrown);
    return { ...finding, status: 'fail', detail: `cannot be read [${code}]`, advice: message };
  }
}

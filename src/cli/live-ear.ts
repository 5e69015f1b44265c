import { CallwardenError } from '../errors.js';
import { hearsRecordingsOnly } from '../models/card.js';
import { resolveModel } from '../models/resolve.js';

/**
 * Refuses an ear that hears recordings only (docs/engines.md), before a service is started that could not hear with it. One
 * that is missing is told where models are loaded.
 * @param name of the ear, or its folder
 * @throws CallwardenError CW_CONFIG_INVALID
 */
export async function refuseRecordingEar(name: string): Promise<void> {
  const model = await resolveModel(name, { kind: 'ear' }).catch(() => undefined);
  if (!model || !hearsRecordingsOnly(model.card)) return;
  throw new CallwardenError(
    'CW_CONFIG_INVALID',
    `The ear "${name}" hears recordings only (\`callwarden analyze --ear ${name}\`): name another one as \`transcription.model\`, of the engine sherpa-onnx (\`callwarden models list\`).`,
  );
}

import { resolveModel } from '../models/resolve.js';
import { verifyModel } from '../models/verify.js';

/**
 * The judge to load: that of `--judge`, none with `--no-judge`, else the configured one. Callwarden does without a judge of the
 * configuration that it lacks, but not without one that is asked for by name.
 * @throws CallwardenError CW_MODEL_MISSING, CW_MODEL_WRONG_KIND, CW_MODEL_CARD_INVALID, CW_MODEL_CORRUPT
 */
export async function namedJudge(
  option: string | boolean | undefined,
  configured: string | null,
): Promise<string | null> {
  if (option === false) return null;
  if (typeof option !== 'string') return configured;
  await verifyModel(await resolveModel(option, { kind: 'judge' }));
  return option;
}

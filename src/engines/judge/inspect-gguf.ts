import { stat } from 'node:fs/promises';
import { freemem } from 'node:os';
import { basename } from 'node:path';
import { type GgufFileInfo, GgufInsights, type Llama, readGgufFileInfo } from 'node-llama-cpp';
import { CallwardenError } from '../../errors.js';

/** Architectures of llama.cpp that encode and never generate, or hold no language model at all. */
const NOT_GENERATING: ReadonlySet<string> = new Set([
  'bert',
  'modern-bert',
  'nomic-bert',
  'nomic-bert-moe',
  'neo-bert',
  'jina-bert-v2',
  'jina-bert-v3',
  'eurobert',
  't5encoder',
  'gemma-embedding',
  'llama-embed',
  'wavtokenizer-dec',
  'clip',
  'qwen3tts',
]);

/** Left to the rest of the machine, in bytes: a full memory kills somebody, perhaps the PBX. */
const SPARE_BYTES = 64 * 2 ** 20;

/**
 * Reads the head of a GGUF file, before native code sees it.
 * @throws CallwardenError CW_MODEL_MISSING, CW_MODEL_CORRUPT (not a GGUF, or shorter than its tensors),
 *   CW_MODEL_UNUSABLE (an architecture that does not generate)
 */
export async function inspectGguf(path: string): Promise<GgufFileInfo> {
  const name = basename(path);
  const bytes = await sizeOf(path);
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false }).catch(
    (cause) => {
      throw corrupt(`${name} is not a GGUF file, or its head is damaged`, cause);
    },
  );
  const missing = lastTensorOffset(info) - bytes;
  if (missing >= 0) throw corrupt(`${name} is cut off: it ends before its last tensor begins`);

  // The reader promises this part, but a file with an empty head has none.
  const architecture = info.metadata.general?.architecture;
  if (architecture === undefined) throw corrupt(`${name} does not say what it holds`);
  if (NOT_GENERATING.has(architecture) || pools(info)) {
    throw new CallwardenError(
      'CW_MODEL_UNUSABLE',
      `${name} is of the architecture "${architecture}", which encodes text and answers nothing: a judge needs a model that generates.`,
    );
  }
  return info;
}

/**
 * Refuses a model that would not fit the memory that is free now.
 * @throws CallwardenError CW_MODEL_TOO_BIG
 */
export async function checkMemory(
  llama: Llama,
  info: GgufFileInfo,
  path: string,
  { contextTokens, sequences }: { readonly contextTokens: number; readonly sequences: number },
): Promise<void> {
  const insights = await GgufInsights.from(info, llama);
  const { cpuRam } = insights.estimateContextResourceRequirements({
    contextSize: contextTokens,
    modelGpuLayers: 0,
    sequences,
    includeGraphOverhead: true,
  });
  const needed = insights.modelSize + cpuRam + SPARE_BYTES;
  const free = freeMemory(freemem(), process.availableMemory());
  if (needed <= free.bytes) return;
  throw new CallwardenError(
    'CW_MODEL_TOO_BIG',
    `${basename(path)} needs about ${mebibytes(needed)} (weights ${mebibytes(insights.modelSize)}, ` +
      `${sequences} calls of ${contextTokens} tokens ${mebibytes(cpuRam)}), but ${free.words}: ` +
      'use a smaller model, or fewer calls at once.',
  );
}

/**
 * What of the memory can be had, in bytes and in words that name the limit which holds.
 * @param machine free on the machine, bytes
 * @param allowed what the control group of the service leaves to it, bytes; about `machine` where it has no limit
 */
export function freeMemory(
  machine: number,
  allowed: number,
): { readonly bytes: number; readonly words: string } {
  const bytes = Math.min(machine, allowed);
  // The two are not measured at the same moment.
  const limited = allowed < 0.9 * machine;
  const limit = `the memory limit of the service leaves ${mebibytes(bytes)} of the ${mebibytes(machine)} that are free (docs/serve.md, "Models")`;
  return { bytes, words: limited ? limit : `${mebibytes(bytes)} are free` };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause) => {
    throw new CallwardenError('CW_MODEL_MISSING', `The model file ${basename(path)} is not there.`, {
      cause,
    });
  });
  if (found.isFile()) return found.size;
  throw new CallwardenError('CW_MODEL_MISSING', `${basename(path)} is not a file.`);
}

/** Where the last tensor begins, in bytes: its length depends on the quantisation, which llama.cpp checks itself. */
function lastTensorOffset(info: GgufFileInfo): number {
  return Math.max(0, ...(info.tensorInfo ?? []).map((tensor) => Number(tensor.fileOffset)));
}

/** Embedding models of a generating architecture carry a pooling type. */
function pools(info: GgufFileInfo): boolean {
  const { architectureMetadata } = info;
  return 'pooling_type' in architectureMetadata && Number(architectureMetadata.pooling_type) > 0;
}

function corrupt(what: string, cause?: unknown): CallwardenError {
  return new CallwardenError('CW_MODEL_CORRUPT', `${what}: run \`callwarden models verify\`.`, { cause });
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`;
}

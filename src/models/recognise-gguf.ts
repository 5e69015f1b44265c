import { basename } from 'node:path';
import { modelName, type Recognised, unusable } from './recognised.js';

/** The longest a call's prompt gets unless the card says otherwise, in tokens. */
const CONTEXT_TOKENS = 4096;
/** The project's own judge has this token (prompts/compact.json) and no chat template. */
const COMPACT_TOKEN = '<|call|>';

/**
 * A judge from the metadata of its GGUF file.
 * @throws CallwardenError CW_MODEL_CORRUPT, CW_MODEL_UNUSABLE for an architecture that writes no text or a base model
 */
export async function recogniseGguf(path: string): Promise<Recognised> {
  // Loaded on demand: the other commands do without the engine's packages.
  const { inspectGguf } = await import('../engines/judge/inspect-gguf.js');
  const info = await inspectGguf(path);
  const { general, tokenizer } = info.metadata;
  const trained = Number(info.architectureMetadata.context_length ?? CONTEXT_TOKENS);
  return {
    card: {
      kind: 'judge',
      version: '1',
      engine: 'node-llama-cpp',
      language: 'any',
      template: template(path, tokenizer),
      contextTokens: Math.min(CONTEXT_TOKENS, trained),
      licence: general.license ?? 'unknown',
      about: {
        addedFrom: basename(path),
        architecture: general.architecture,
        calledInFile: general.name ?? '',
      },
    },
    suggestedName: modelName(basename(path, '.gguf')),
    files: [{ from: path, path: `${modelName(basename(path, '.gguf'))}.gguf` }],
  };
}

type Tokenizer = { readonly chat_template?: string; readonly ggml?: { readonly tokens?: readonly string[] } };

function template(path: string, tokenizer: Tokenizer | undefined): 'chat' | 'compact' {
  if (tokenizer?.chat_template !== undefined) return 'chat';
  if (tokenizer?.ggml?.tokens?.includes(COMPACT_TOKEN)) return 'compact';
  throw unusable(
    path,
    'carries no chat template: take an instruction-tuned ("Instruct", "Chat", "it") model',
  );
}

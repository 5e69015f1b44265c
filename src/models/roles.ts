import type { RecogniserFiles } from '../engines/sherpa-recogniser.js';
import { CallwardenError } from '../errors.js';
import type { ModelFile } from './card.js';
import type { ResolvedModel } from './resolve.js';

/** The files of an ear by the part they play, as absolute paths. */
export type EarFiles = RecogniserFiles | { readonly container: 'ggml'; readonly model: string };

/** What the exporters of each container call their files: an optional prefix, the part, an optional quantization. */
export const MOONSHINE_PARTS = {
  preprocessor: /(^|[/-])preprocess(\.\w+)?\.onnx$/,
  encoder: /(^|[/-])encode(\.\w+)?\.onnx$/,
  uncachedDecoder: /(^|[/-])uncached_decode(\.\w+)?\.onnx$/,
  cachedDecoder: /(^|[/-])cached_decode(\.\w+)?\.onnx$/,
  tokens: /(^|[/-])tokens\.txt$/,
} as const;

export const WHISPER_PARTS = {
  encoder: /(^|[/-])encoder(\.\w+)?\.onnx$/,
  decoder: /(^|[/-])decoder(\.\w+)?\.onnx$/,
  tokens: /(^|[/-])tokens\.txt$/,
} as const;

/**
 * The parts of an ear.
 * @throws CallwardenError CW_MODEL_CARD_INVALID when the container is missing or a part is not among the card's files
 */
export function earFiles(model: ResolvedModel): EarFiles {
  const { container } = model.card;
  const part = (pattern: RegExp, what: string) => model.file(onlyFile(model, pattern, what));
  switch (container) {
    case 'moonshine':
      return {
        container,
        preprocessor: part(MOONSHINE_PARTS.preprocessor, 'preprocessor'),
        encoder: part(MOONSHINE_PARTS.encoder, 'encoder'),
        uncachedDecoder: part(MOONSHINE_PARTS.uncachedDecoder, 'uncached decoder'),
        cachedDecoder: part(MOONSHINE_PARTS.cachedDecoder, 'cached decoder'),
        tokens: part(MOONSHINE_PARTS.tokens, 'tokens'),
      };
    case 'whisper':
      return {
        container,
        encoder: part(WHISPER_PARTS.encoder, 'encoder'),
        decoder: part(WHISPER_PARTS.decoder, 'decoder'),
        tokens: part(WHISPER_PARTS.tokens, 'tokens'),
      };
    case 'ggml':
      return { container, model: part(/\.bin$/, 'ggml') };
    default:
      throw new CallwardenError(
        'CW_MODEL_CARD_INVALID',
        `The card of "${model.card.name}" names no container.`,
      );
  }
}

/** The one file of a model that is a single file: a GGUF judge, a gate's JSON, the voice activity model. */
export function soleFile(model: ResolvedModel, extension: '.gguf' | '.json' | '.onnx'): string {
  const pattern = new RegExp(`${extension.replace('.', '\\.')}$`);
  return model.file(onlyFile(model, pattern, extension));
}

function onlyFile(model: ResolvedModel, pattern: RegExp, what: string): string {
  const [file, ...more] = matching(model.card.files, pattern);
  if (file !== undefined && more.length === 0) return file.path;
  throw new CallwardenError(
    'CW_MODEL_CARD_INVALID',
    `The card of "${model.card.name}" lists ${file === undefined ? 'no' : 'more than one'} ${what} file.`,
  );
}

function matching(files: readonly ModelFile[], pattern: RegExp): readonly ModelFile[] {
  return files.filter((file) => pattern.test(file.path));
}

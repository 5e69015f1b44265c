import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../errors.js';

/** A model's name is also the name of its folder, so it is kept plain on every file system. */
export const MODEL_NAME = '^[a-z0-9][a-z0-9._-]{0,63}$';

/** Relative, forward slashes, no step out of the model's folder. */
const INSIDE_PATH = '^(?!.*(^|/)\\.\\.?(/|$))[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$';

const KindSchema = Type.Union([
  Type.Literal('ear'),
  Type.Literal('judge'),
  Type.Literal('gate'),
  Type.Literal('vad'),
]);
const EngineSchema = Type.Union([
  Type.Literal('sherpa-onnx'),
  Type.Literal('whisper-node'),
  Type.Literal('node-llama-cpp'),
  Type.Literal('callwarden'),
]);
const ContainerSchema = Type.Union([
  Type.Literal('moonshine'),
  Type.Literal('whisper'),
  Type.Literal('ggml'),
]);

export const ModelFileSchema = Type.Object(
  {
    path: Type.String({ pattern: INSIDE_PATH, description: "relative to the model's folder" }),
    bytes: Type.Integer({ minimum: 1 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
);

/** `card.json` of a model's folder: what it is, which engine runs it, and its files with their digests. */
export const ModelCardSchema = Type.Object(
  {
    name: Type.String({ pattern: MODEL_NAME }),
    kind: KindSchema,
    version: Type.String({ minLength: 1 }),
    engine: EngineSchema,
    container: Type.Optional(ContainerSchema),
    language: Type.String({
      minLength: 1,
      description: 'a code such as "en", several with commas, or "any"',
    }),
    sampleRateHz: Type.Optional(Type.Integer({ minimum: 8000, maximum: 48000 })),
    maxChunkMs: Type.Optional(Type.Integer({ minimum: 500, maximum: 30_000 })),
    confidenceToken: Type.Optional(
      Type.Boolean({ description: 'the last token is <|cfNN|>, the mean token probability in %' }),
    ),
    emptyText: Type.Optional(
      Type.Array(Type.String(), { description: 'what the ear writes for silence and noise' }),
    ),
    template: Type.Optional(Type.Union([Type.Literal('compact'), Type.Literal('chat')])),
    contextTokens: Type.Optional(Type.Integer({ minimum: 64 })),
    verdictTokens: Type.Optional(Type.Record(Type.String(), Type.String())),
    licence: Type.String({ minLength: 1 }),
    files: Type.Array(ModelFileSchema, { minItems: 1 }),
    about: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);

export type ModelKind = Type.Static<typeof KindSchema>;
export type ModelEngine = Type.Static<typeof EngineSchema>;
export type ModelFile = Type.Static<typeof ModelFileSchema>;
export type ModelCard = Type.Static<typeof ModelCardSchema>;

export const CARD_FILE = 'card.json';

const validator = Compile(ModelCardSchema);
const namePattern = new RegExp(MODEL_NAME);

export function isModelName(value: string): boolean {
  return namePattern.test(value);
}

/**
 * A card from the text of its file.
 * @param where the file's path, for the message
 * @throws CallwardenError CW_MODEL_CARD_INVALID, naming the key that is wrong
 */
export function parseCard(text: string, where: string): ModelCard {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CallwardenError('CW_MODEL_CARD_INVALID', `${where} is not JSON.`, { cause: error });
  }
  if (validator.Check(value)) return value;
  const faults = validator.Errors(value).map((e) => `${e.instancePath || '/'} ${e.message}`);
  throw new CallwardenError('CW_MODEL_CARD_INVALID', `${where}: ${faults.slice(0, 3).join('; ')}.`);
}

/** The card's files together, in bytes. */
export function cardBytes(card: { readonly files: readonly { readonly bytes: number }[] }): number {
  return card.files.reduce((sum, file) => sum + file.bytes, 0);
}

/** The digests of a model's files as one, 16 hex digits: names it in reports and calibrations. */
export function cardDigest({ files }: Pick<ModelCard, 'files'>): string {
  const digests = files.map(({ sha256 }) => sha256).sort();
  return createHash('sha256').update(digests.join('\n')).digest('hex').slice(0, 16);
}

/** Whether an ear is for recordings alone (docs/engines.md). */
export function hearsRecordingsOnly({ engine }: Pick<ModelCard, 'engine'>): boolean {
  return engine === 'whisper-node';
}

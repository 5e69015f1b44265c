import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ModelCardSchema, type ModelKind } from './card.js';
import data from './catalogue.json' with { type: 'json' };

const {
  name,
  kind,
  engine,
  container,
  language,
  licence,
  sampleRateHz,
  maxChunkMs,
  template,
  contextTokens,
} = ModelCardSchema.properties;

const CatalogueFileSchema = Type.Object(
  {
    from: Type.String({ description: "the file's path in the hub's repository" }),
    path: Type.String({ description: "its path in the model's folder here" }),
    approxBytes: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
);

const CatalogueEntrySchema = Type.Object(
  {
    name,
    kind,
    engine,
    container,
    language,
    licence,
    madeBy: Type.String(),
    approxMemoryBytes: Type.Integer({ minimum: 1 }),
    recommended: Type.Optional(
      Type.Boolean({ description: 'the one to name when a model of this kind is missing' }),
    ),
    card: Type.Object({ sampleRateHz, maxChunkMs, template, contextTokens }, { additionalProperties: false }),
    repo: Type.String({ pattern: '^[\\w.-]+/[\\w.-]+$' }),
    files: Type.Array(CatalogueFileSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
);

const CatalogueSchema = Type.Object({ hub: Type.String(), models: Type.Array(CatalogueEntrySchema) });

export type CatalogueFile = Type.Static<typeof CatalogueFileSchema>;
/** A model that `callwarden models pull` can fetch. Its sizes are approximate; the hub gives the exact ones. */
export type CatalogueEntry = Type.Static<typeof CatalogueEntrySchema>;

const catalogue = Compile(CatalogueSchema).Parse(data);

/** Where models are pulled from unless `--from` or CALLWARDEN_MODEL_HUB says otherwise. */
export const DEFAULT_HUB = catalogue.hub;

export const CATALOGUE: readonly CatalogueEntry[] = catalogue.models;

export function catalogueEntry(name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.name === name);
}

/** The model to fall back on for a kind; none for the kinds that only ship with Callwarden. */
export function recommended(kind: ModelKind): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.kind === kind && entry.recommended === true);
}

export function approxBytes(entry: CatalogueEntry): number {
  return entry.files.reduce((sum, file) => sum + file.approxBytes, 0);
}

import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import data from './taxonomy.json' with { type: 'json' };

const StageSchema = Type.Union([
  Type.Literal('opening'),
  Type.Literal('hook'),
  Type.Literal('pressure'),
  Type.Literal('isolation'),
  Type.Literal('extraction'),
]);

const TaxonomySchema = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  about: Type.String(),
  stages: Type.Array(StageSchema),
  signals: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^[a-z-]+$' }),
      stage: StageSchema,
      party: Type.Literal('remote'),
      weight: Type.Number({ description: 'prior, log-odds' }),
      title: Type.String(),
      example: Type.String(),
    }),
  ),
  categories: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^[a-z-]+$' }),
      title: Type.String(),
      advice: Type.String(),
      votes: Type.Optional(
        Type.Record(Type.String(), Type.Number(), { description: 'how far a signal points here' }),
      ),
    }),
  ),
});

export type Stage = Static<typeof StageSchema>;
export type Taxonomy = Static<typeof TaxonomySchema>;
export type SignalKind = Taxonomy['signals'][number];
export type Category = Taxonomy['categories'][number];

/** What scammers do and the scams they do it in; checked when this module is loaded. */
export const TAXONOMY: Taxonomy = Compile(TaxonomySchema).Parse(data);

const signals = new Map(TAXONOMY.signals.map((signal) => [signal.id, signal]));
const categories = new Map(TAXONOMY.categories.map((category) => [category.id, category]));

export function signalKind(id: string): SignalKind | undefined {
  return signals.get(id);
}

export function categoryOf(id: string): Category | undefined {
  return categories.get(id);
}

/** What a signal is called towards people; the identifier itself for one that is not known. */
export function signalTitle(id: string): string {
  return signals.get(id)?.title ?? id;
}
